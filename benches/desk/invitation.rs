//! How long it takes from a patron's first line until the operator's client has the invitation: recognising the
//! language, choosing, the commit, and the server in between.

use tokio::time::Instant;

use crate::{
    client::Client,
    server::Server,
    staff::{self, FREE, SERVICE},
    statistics::{milliseconds, percentile, print},
};

const PATRONS: usize = 30;

pub async fn measure(server: &Server) {
    let mut operator = staff::log_in(server, FREE).await;
    staff::join(&mut operator, SERVICE).await;
    let mut times = Vec::new();
    for _ in 0..PATRONS {
        let patron = Client::visit(server).await;
        let asked = Instant::now();
        patron.send(staff::line(SERVICE, "Hej! Vad kostar det att låna om en bok från Malmö?")).await;
        let room = staff::invited(&mut operator).await;
        times.push(milliseconds(asked.elapsed()));
        staff::join(&mut operator, &room).await;
        operator.send(format!("<message to='{room}' type='groupchat'><body>!close answered</body></message>")).await;
        staff::put_out(&mut operator, &room).await;
    }
    let (half, most) = (percentile(&times, 0.5), percentile(&times, 0.9));
    print("first line to invitation, ms", format!("p50 {half:6.2}   p90 {most:6.2}   of {PATRONS}"), "");
}
