// Asks URLs with Java's HttpClient, and prints a JSON line for each. It takes the proxy from the system properties, as
// JAVA_TOOL_OPTIONS can give them, and user name and password from an Authenticator: there is no property for those.
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;

class AskProxy {
    public static void main(String[] args) throws Exception {
        HttpClient.Builder builder = HttpClient.newBuilder()
            .proxy(ProxySelector.getDefault())
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20));
        String user = System.getProperty("user.of.proxy");
        if (user != null) {
            builder.authenticator(new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    if (getRequestorType() != RequestorType.PROXY) return null;
                    return new PasswordAuthentication(user, System.getProperty("password.of.proxy").toCharArray());
                }
            });
        }
        HttpClient client = builder.build();
        for (String url : args) {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build();
                HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                // An answer of the proxy in place of the host's has none.
                byte[] body = answer.body() == null ? new byte[0] : answer.body();
                StringBuilder hash = new StringBuilder();
                for (byte one : MessageDigest.getInstance("SHA-256").digest(body)) hash.append(String.format("%02x", one));
                System.out.println("{\"url\":\"" + url + "\",\"status\":" + answer.statusCode() + ",\"sha256\":\"" + hash + "\"}");
            } catch (Exception error) {
                String text = (error + " " + error.getCause()).replace("\\", "").replace("\"", "'").replace("\n", " ");
                System.out.println("{\"url\":\"" + url + "\",\"error\":\"" + text + "\"}");
            }
        }
    }
}
