use std::time::Duration;

fn main() {
    let url = std::env::args().nth(1).expect("a URL");
    let client = reqwest::blocking::Client::builder().timeout(Duration::from_secs(5)).build();
    match client.and_then(|client| client.get(url).send()) {
        Ok(_) => println!("ok"),
        Err(error) => println!("{error:?}"),
    }
}
