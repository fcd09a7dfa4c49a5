use std::time::Duration;

fn main() {
    let url = std::env::args().nth(1).expect("a URL");
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(5))).build();
    match ureq::Agent::new_with_config(config).get(url).call() {
        Ok(_) => println!("ok"),
        Err(error) => println!("{error:?}"),
    }
}
