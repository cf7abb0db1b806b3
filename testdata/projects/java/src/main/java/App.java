import com.google.gson.Gson;
import java.util.Map;

public class App {
    public static void main(String[] args) {
        System.out.println(new Gson().toJson(Map.of("java", Runtime.version().feature())));
    }
}
