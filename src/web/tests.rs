use std::{
    future::pending,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::{Instant, timeout},
};

use super::{
    connection::{CONNECTIONS, LIFETIME, REQUEST_BYTES},
    health::STUCK_AFTER,
    *,
};

const PATIENCE: Duration = Duration::from_secs(20);

async fn listener() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap()
}

/// Serves these figures until the test ends.
async fn open(figures: &Figures) -> SocketAddr {
    let listener = listener().await;
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_on(listener, figures.clone(), pending()));
    address
}

async fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    rest(&mut stream).await
}

/// All that comes until the other side closes, which it must.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    let read = async {
        while let Ok(count) = stream.read(&mut chunk).await
            && count > 0
        {
            bytes.extend_from_slice(&chunk[..count]);
        }
    };
    timeout(PATIENCE, read).await.expect("the connection is closed");
    String::from_utf8(bytes).unwrap()
}

async fn get(address: SocketAddr, path: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await
}

fn well() -> Figures {
    let figures = Figures::new();
    figures.link(true);
    figures.store(true);
    figures.beat(1_700_000_000_500);
    figures
}

fn service(name: &str) -> ServiceFigures {
    ServiceFigures {
        service: name.to_owned(),
        on_duty: 3,
        waiting: 2,
        offered: 1,
        held: 4,
        questions: 5,
        longest_wait_seconds: 12.5,
    }
}

#[tokio::test]
async fn a_desk_at_work_is_well() {
    let answer = get(open(&well()).await, "/health").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\ncontent-type: application/json\r\n"), "{answer}");
    assert!(answer.ends_with(r#"{"status":"well","link":true,"store":true,"desk":true}"#), "{answer}");
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let figures = well();
    let address = open(&figures).await;
    figures.link(false);
    let answer = get(address, "/health").await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    let json =
        r#"{"status":"unwell","link":false,"store":true,"desk":true,"wrong":["the link to the XMPP server is down"]}"#;
    assert!(answer.ends_with(json), "{answer}");

    figures.link(true);
    figures.store(false);
    let answer = get(address, "/health").await;
    assert!(answer.ends_with(r#""wrong":["the store does not take what is recorded"]}"#), "{answer}");
}

#[tokio::test]
async fn a_desk_that_has_not_begun_is_not_well() {
    let answer = get(open(&Figures::new()).await, "/health").await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains("the desk has not begun its work"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_stands_still_is_noticed() {
    let figures = well();
    tokio::time::advance(STUCK_AFTER).await;
    assert!(figures.health(Instant::now()).well());
    tokio::time::advance(Duration::from_secs(1)).await;
    let health = figures.health(Instant::now());
    assert!(!health.well());
    assert!(health.to_json().contains("handled nothing for more than 10 seconds"));
    assert!(!figures.turns());
    figures.beat(1_700_000_012_000);
    assert!(figures.turns());
    assert!(figures.health(Instant::now()).well());
}

#[tokio::test]
async fn metrics_are_in_the_text_format() {
    let figures = well();
    figures.desk(&[service("ask")]);
    figures.stanza_in(3);
    figures.stanza_out(2);
    figures.unreadable();
    figures.refused("too-many-lines");
    figures.shed(7);
    figures.shed(6);
    figures.committed(0.0004, 3);
    figures.relayed(0.002);
    figures.taken(-1.0);
    figures.outbox(9);

    let answer = get(open(&figures).await, "/metrics").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(&format!("\r\ncontent-type: {TEXT_FORMAT}\r\n")), "{answer}");
    let (_, page) = answer.split_once("\r\n\r\n").unwrap();
    for line in [
        "# UNIT refdesk_relay_seconds seconds",
        "# TYPE refdesk_service_waiting gauge",
        "refdesk_link_up 1",
        "refdesk_store_ok 1",
        "refdesk_turn_timestamp_seconds 1700000000.5",
        "refdesk_stanzas_received_total 3",
        "refdesk_stanzas_sent_total 2",
        "refdesk_stanzas_unreadable_total 1",
        "refdesk_stanzas_shed_total 7",
        "refdesk_refusals_total{reason=\"too-many-lines\"} 1",
        "refdesk_outbox 9",
        "refdesk_commit_stanzas_bucket{le=\"4.0\"} 1",
        "refdesk_commit_seconds_bucket{le=\"0.0005\"} 1",
        "refdesk_relay_seconds_bucket{le=\"0.001\"} 0",
        "refdesk_relay_seconds_bucket{le=\"0.0025\"} 1",
        "refdesk_relay_seconds_count 1",
        "refdesk_taken_seconds_sum 0.0",
        "refdesk_service_on_duty{service=\"ask\"} 3.0",
        "refdesk_service_waiting{service=\"ask\"} 2.0",
        "refdesk_service_offers{service=\"ask\"} 1.0",
        "refdesk_service_sessions{service=\"ask\"} 4.0",
        "refdesk_service_questions{service=\"ask\"} 5.0",
        "refdesk_service_longest_wait_seconds{service=\"ask\"} 12.5",
        "# EOF",
    ] {
        assert!(page.lines().any(|written| written == line), "no {line} in\n{page}");
    }
}

#[test]
fn a_service_that_is_gone_is_not_shown() {
    let figures = Figures::new();
    figures.desk(&[service("ask"), service("ask-law")]);
    assert!(figures.text().unwrap().contains("ask-law"));
    figures.desk(&[service("ask")]);
    assert!(!figures.text().unwrap().contains("ask-law"));
}

#[tokio::test]
async fn other_pages_and_methods_are_refused() {
    let address = open(&well()).await;
    assert!(get(address, "/").await.starts_with("HTTP/1.1 404 "));
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let request = format!("{method} /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assert!(ask(address, &request).await.starts_with("HTTP/1.1 405 "), "{method}");
    }
}

#[tokio::test]
async fn a_connection_is_for_one_request() {
    let address = open(&well()).await;
    let request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2);
    let answer = ask(address, &request).await;
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
}

#[tokio::test]
async fn too_large_a_request_is_not_answered_as_asked() {
    let address = open(&well()).await;
    let long = "a".repeat(REQUEST_BYTES);
    let answer = ask(address, &format!("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}\r\n\r\n")).await;
    assert!(!answer.contains(" 200 "), "{answer}");
    assert!(get(address, "/health").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn those_who_only_hold_on_are_let_go_and_others_get_in() {
    let address = open(&well()).await;
    let began = std::time::Instant::now();
    let mut holding = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /health HT").await.unwrap();
        holding.push(stream);
    }
    let answer = get(address, "/health").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(began.elapsed() >= LIFETIME, "more than {CONNECTIONS} at a time");
    for mut stream in holding {
        assert!(!rest(&mut stream).await.contains(" 200 "));
    }
}

#[tokio::test]
async fn it_stops_when_told() {
    let listener = listener().await;
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve_on(listener, well(), async { drop(stopped.await) }));
    assert!(get(address, "/health").await.starts_with("HTTP/1.1 200 "));
    drop(stop);
    serving.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_address_in_use_is_said_to_be() {
    let taken = listener().await;
    let address = taken.local_addr().unwrap();
    let error = serve(address, Figures::new(), pending()).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    let text = error.to_string();
    assert!(text.starts_with(&format!("cannot listen on {address} for /health and /metrics")), "{text}");
    assert!(text.contains("web.listen"), "{text}");
}
