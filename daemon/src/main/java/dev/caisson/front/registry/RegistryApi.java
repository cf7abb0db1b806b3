package dev.caisson.front.registry;

import dev.caisson.fault.Fault;
import dev.caisson.front.docker.Json;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.ClientGone;
import dev.caisson.front.http.Request;
import dev.caisson.front.http.Service;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The API of a registry as a service.
final class RegistryApi implements Service {
    private final Pulls pulls;
    private final @Nullable Pushes pushes;

    /// @param pushes null for a registry nobody writes to
    RegistryApi(Pulls pulls, @Nullable Pushes pushes) {
        this.pulls = pulls;
        this.pushes = pushes;
    }

    @Override
    public Answer answer(Request request) {
        return answered(request).with("Docker-Distribution-Api-Version", "registry/2.0");
    }

    private Answer answered(Request request) {
        try {
            var asked = new Asked(request);
            var resource = Resource.of(request.path());
            if (resource.isEmpty()) {
                return RegistryFault.answer(404, "NAME_UNKNOWN", "there is no such page");
            }
            return switch (request.method()) {
                case "GET", "HEAD" -> read(asked, resource.get());
                case "POST", "PUT", "PATCH", "DELETE" -> write(asked, resource.get());
                default -> unsupported(request);
            };
        } catch (Fault fault) {
            return RegistryFault.of(fault);
        } catch (ClientGone gone) {
            return RegistryFault.answer(400, "BLOB_UPLOAD_INVALID", gone.why());
        } catch (IllegalArgumentException broken) {
            return RegistryFault.answer(400, "UNSUPPORTED", "the query cannot be read");
        } catch (IOException | RuntimeException failure) {
            return RegistryFault.broken(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return RegistryFault.answer(503, "UNAVAILABLE", "the daemon stops");
        }
    }

    private Answer read(Asked asked, Resource resource) {
        return switch (resource) {
            case Resource.Base() ->
                    new Answer.Whole(
                            200, Map.of("Content-Type", "application/json"), Json.bytes(Map.of()));
            case Resource.Catalog() -> pulls.catalog(asked);
            case Resource.Tags tags -> pulls.tags(asked, tags);
            case Resource.Manifest manifest -> pulls.manifest(asked, manifest);
            case Resource.Blob blob -> pulls.blob(asked, blob);
            case Resource.Referrers referrers -> pulls.referrers(asked, referrers);
            case Resource.UploadAt upload -> pushes == null ? readOnly() : pushes.progress(upload);
            case Resource.Uploads _ -> unsupported(asked.request());
        };
    }

    private Answer write(Asked asked, Resource resource) throws IOException, InterruptedException {
        var to = pushes;
        if (to == null) return readOnly();
        var request = asked.request();
        return switch (resource) {
            case Resource.Uploads uploads when is(request, "POST") -> to.begin(asked, uploads);
            case Resource.UploadAt upload when is(request, "PATCH") -> to.append(asked, upload);
            case Resource.UploadAt upload when is(request, "PUT") -> to.finish(asked, upload);
            case Resource.UploadAt upload when is(request, "DELETE") -> to.cancel(upload);
            case Resource.Manifest manifest when is(request, "PUT") -> to.put(asked, manifest);
            case Resource.Manifest manifest when is(request, "DELETE") ->
                    to.delete(asked, manifest);
            case Resource.Blob blob when is(request, "DELETE") -> to.delete(asked, blob);
            case Resource.Base _,
                    Resource.Catalog _,
                    Resource.Tags _,
                    Resource.Referrers _,
                    Resource.Uploads _,
                    Resource.UploadAt _,
                    Resource.Manifest _,
                    Resource.Blob _ ->
                    unsupported(request);
        };
    }

    private static boolean is(Request request, String method) {
        return request.method().equals(method);
    }

    private static Answer readOnly() {
        return RegistryFault.unsupported(
                "this registry is read-only: its host serves it without --writable");
    }

    private static Answer unsupported(Request request) {
        return RegistryFault.unsupported(request.method() + " is not possible here");
    }
}
