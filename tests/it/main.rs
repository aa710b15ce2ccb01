//! Everything that is tried against real servers and real clients, in one binary.
//!
//! `server` starts Prosody, ejabberd and PostgreSQL in temporary directories on loopback addresses of their
//! own, `client` is a raw XMPP client, `desk` starts the program itself, `hubs` starts several of them, `stock` drives clients people use, and
//! `scenario` plays the two-sided texts in `tests/scenarios/`. What needs no server is tested beside the code.
//! A test needs what `tests/run` installs; nothing here leaves the machine, and nothing outlives its test.

mod client;
mod competence;
mod deadline;
mod desk;
mod ground;
mod hubs;
mod kill;
mod network;
mod process;
mod scenario;
mod server;
mod simulation;
mod stock;
mod store;
