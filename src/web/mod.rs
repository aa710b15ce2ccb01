//! The web interface for who runs the desk: `/health` for what watches over it, `/metrics` for Prometheus.
//!
//! It only reads [`Figures`], which the rest of the program keeps, and knows neither patrons nor operators: counts and
//! the names of services are all it can tell. It listens on loopback, has no log-in, and each connection is one small
//! request with little time. What patrons see of the web is not here.

mod connection;
mod figures;
mod health;
mod services;
#[cfg(test)]
mod tests;

use std::{io, net::SocketAddr};

use axum::{
    Router,
    extract::State,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderValue},
    },
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::{net::TcpListener, time::Instant};

pub use figures::Figures;
pub use services::ServiceFigures;

use connection::Door;

const TEXT_FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves until `stop` is done; nothing is accepted after that, and what is being answered is not waited for.
pub async fn serve(listen: SocketAddr, figures: Figures, stop: impl Future<Output = ()>) -> io::Result<()> {
    let listener = TcpListener::bind(listen).await.map_err(|error| cannot_listen(listen, &error))?;
    serve_on(listener, figures, stop).await
}

async fn serve_on(listener: TcpListener, figures: Figures, stop: impl Future<Output = ()>) -> io::Result<()> {
    let pages = Router::new()
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .with_state(figures)
        .layer(map_response(only_answer));
    tokio::select! {
        served = async { axum::serve(Door::new(listener), pages).await } => served,
        () = stop => Ok(()),
    }
}

fn cannot_listen(listen: SocketAddr, error: &io::Error) -> io::Error {
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => "another program listens there, or a second desk; choose another in web.listen",
        io::ErrorKind::AddrNotAvailable => "this machine has no such address; choose another in web.listen",
        io::ErrorKind::PermissionDenied => "ports below 1024 need a permission; choose another in web.listen",
        _ => "choose another in web.listen",
    };
    io::Error::new(error.kind(), format!("cannot listen on {listen} for /health and /metrics ({error}): {advice}"))
}

async fn health(State(figures): State<Figures>) -> Response {
    let health = figures.health(Instant::now());
    let status = if health.well() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(CONTENT_TYPE, "application/json")], health.to_json()).into_response()
}

async fn metrics(State(figures): State<Figures>) -> Response {
    match figures.text() {
        Ok(text) => ([(CONTENT_TYPE, TEXT_FORMAT)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A connection is for one request, and an answer is true only now.
async fn only_answer(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
