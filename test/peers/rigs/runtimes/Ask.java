// Java: asks every URL given; the server says who came through.
import java.net.URL;
import javax.net.ssl.HttpsURLConnection;

class Ask {
    public static void main(String[] urls) throws Exception {
        for (String url : urls) {
            try {
                HttpsURLConnection connection = (HttpsURLConnection) new URL(url).openConnection();
                connection.setConnectTimeout(5000);
                connection.setReadTimeout(5000);
                connection.getResponseCode();
                connection.disconnect();
            } catch (Exception error) {
                System.out.println(url + ": " + error);
            }
        }
    }
}
