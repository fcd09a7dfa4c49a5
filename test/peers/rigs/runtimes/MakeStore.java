// Makes a Java trust store of the certificates in a PEM file: MakeStore TYPE STORE PEM
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

class MakeStore {
    public static void main(String[] args) throws Exception {
        KeyStore store = KeyStore.getInstance(args[0]);
        store.load(null, null);
        int index = 0;
        try (FileInputStream in = new FileInputStream(args[2])) {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("root-" + index++, one);
            }
        }
        try (FileOutputStream out = new FileOutputStream(args[1])) {
            store.store(out, "changeit".toCharArray());
        }
    }
}
