//! Who is on duty now, client by client, and who came and went.

use std::collections::BTreeMap;

use super::connection::Connection;
use super::errors::StoreError;
use super::value::{Table, Value, delete, word};
use crate::desk::record::{DutyClient, Record};

const DUTY_CLIENT: Table<6> =
    Table { name: "duty_client", columns: ["service", "client", "show", "by_command", "off_duty", "since"], key: 2 };

const DUTY: Table<4> = Table { name: "duty", columns: ["service", "operator", "at", "came_on"], key: 0 };

pub(super) async fn write(connection: &mut Connection, records: &[Record]) -> Result<(), StoreError> {
    let mut clients = BTreeMap::new();
    let mut history = Vec::new();
    for record in records {
        match record {
            Record::DutyClient(known) => {
                clients.insert((&known.service, &known.client), Some(known));
            }
            Record::DutyClientGone { service, client } => {
                clients.insert((service, client), None);
            }
            Record::Duty { operator, service, at, on } => {
                history.push([service.into(), operator.into(), (*at).into(), (*on).into()]);
            }
            _ => {}
        }
    }
    let gone = clients.iter().filter(|(_, known)| known.is_none());
    let gone = gone.map(|((service, client), _)| [(*service).into(), (*client).into()]).collect();
    delete(connection, "duty_client", ["service", "client"], gone).await?;
    let here = clients.into_values().flatten().map(client_row).collect::<Result<_, _>>()?;
    DUTY_CLIENT.write(connection, here).await?;
    DUTY.write(connection, history).await
}

fn client_row(known: &DutyClient) -> Result<[Value; 6], StoreError> {
    Ok([
        (&known.service).into(),
        (&known.client).into(),
        word(&known.show)?,
        known.by_command.into(),
        known.off.into(),
        known.since.into(),
    ])
}

pub(super) async fn load(connection: &mut Connection) -> Result<Vec<DutyClient>, StoreError> {
    let mut clients = Vec::new();
    let sql = "SELECT service, client, show, by_command, off_duty, since FROM duty_client ORDER BY service, client";
    connection
        .each("duty_client", sql, Vec::new(), |row| {
            clients.push(DutyClient {
                service: row.parsed(0)?,
                client: row.parsed(1)?,
                show: row.word(2)?,
                by_command: row.truth(3)?,
                off: row.truth(4)?,
                since: row.time(5)?,
            });
            Ok(())
        })
        .await?;
    Ok(clients)
}
