package dev.caisson.build.remote;

import dev.caisson.build.BaseImages;
import dev.caisson.build.BuildClient;
import dev.caisson.build.BuildEvent;
import dev.caisson.build.CacheOption;
import dev.caisson.build.RemoteContent;
import dev.caisson.build.context.BuildContext;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The caches a build asks besides the one that is here.
public final class CacheImports {
    private final List<Map<Digest, Offer>> caches;

    private CacheImports(List<Map<Digest, Offer>> caches) {
        this.caches = List.copyOf(caches);
    }

    /// None.
    public static CacheImports none() {
        return new CacheImports(List.of());
    }

    /// Where they can be.
    ///
    /// @param context with what was sent
    public record Places(BaseImages images, BuildClient client, BuildContext context) {}

    /// Reads what they have; one that cannot be read is told of and left out.
    public static CacheImports open(
            List<CacheOption> from, Places places, Platform platform, BuildEvent.Listener listener)
            throws InterruptedException {
        var caches = new ArrayList<Map<Digest, Offer>>();
        for (var option : from) {
            var source = name(option);
            var title = "importing cache manifest from " + source;
            listener.on(new BuildEvent.Caching(title, false, ""));
            var problem = "";
            try {
                var content = content(option, places);
                caches.add(new CacheReader(source, content).read(platform));
            } catch (Fault failed) {
                problem = failed.text();
            } catch (IOException broken) {
                problem = broken.toString();
            }
            listener.on(new BuildEvent.Caching(title, true, problem));
        }
        return new CacheImports(caches);
    }

    /// What the caches have for a step, in their order.
    public List<Offer> offers(Digest key) {
        var offers = new ArrayList<Offer>();
        for (var cache : caches) {
            var offer = cache.get(key);
            if (offer != null) offers.add(offer);
        }
        return offers;
    }

    private static String name(CacheOption option) {
        return switch (option.type()) {
            case "registry", "image" -> option.option("ref");
            case "local" -> option.option("src");
            default -> option.type();
        };
    }

    private static RemoteContent content(CacheOption option, Places places)
            throws IOException, InterruptedException {
        return switch (option.type()) {
            case "registry", "image" -> {
                // As docker does: what is here is asked first.
                var name = reference(option);
                var here = places.images().here(name);
                yield here.isPresent() ? here.get() : places.images().repository(name);
            }
            case "local" -> local(option, places);
            default ->
                    throw new InvalidInput(
                            FaultCode.BUILD_CACHE_INVALID,
                            "type=" + option.type() + " is not known: local and registry are");
        };
    }

    private static ImageReference reference(CacheOption option) {
        if (option.option("registry.insecure").equals("true")) throw CacheWish.insecure();
        return ImageReference.parse(option.option("ref"));
    }

    private static RemoteContent local(CacheOption option, Places places) throws IOException {
        var sent = option.option(CacheOption.SENT);
        var digest = option.option("digest");
        if (sent.isEmpty()) {
            if (digest.isEmpty()) {
                throw new InvalidInput(FaultCode.BUILD_CACHE_INVALID, "it needs a digest");
            }
            return places.client().content("local:" + option.option("src"), Digest.parse(digest));
        }
        var context = places.context().named().get(sent);
        if (context == null) {
            throw new NotFound(FaultCode.BUILD_CACHE_MISSING, "it was not sent");
        }
        var tag = option.option("tag");
        var which = digest.isEmpty() ? tag.isEmpty() ? "latest" : tag : digest;
        return new LayoutContent(context.view(), which);
    }
}
