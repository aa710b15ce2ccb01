//! How each service stands: the gauges that carry its name. They are written anew as a whole, so that a service that
//! is gone is gone from the metrics too.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use prometheus_client::{collector::Collector, encoding::DescriptorEncoder, metrics::MetricType, registry::Unit};

/// No more services than this are shown.
const SHOWN: usize = 1_000;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceFigures {
    /// The local part of its address.
    pub service: String,
    pub on_duty: usize,
    /// Sessions in the queue, offered or not.
    pub waiting: usize,
    /// Offers to operators that are open.
    pub offered: usize,
    /// Sessions in somebody's hands.
    pub held: usize,
    /// Left open, with a deadline.
    pub questions: usize,
    pub longest_wait_seconds: f64,
}

type Reading = fn(&ServiceFigures) -> f64;

const COUNTS: [(&str, &str, Reading); 5] = [
    ("service_on_duty", "Operators on duty.", |service| service.on_duty as f64),
    ("service_waiting", "Sessions in the queue.", |service| service.waiting as f64),
    ("service_offers", "Offers to operators that are open.", |service| service.offered as f64),
    ("service_sessions", "Sessions held by an operator.", |service| service.held as f64),
    ("service_questions", "Questions left open.", |service| service.questions as f64),
];

#[derive(Debug, Default)]
pub struct Services(Mutex<Vec<ServiceFigures>>);

impl Services {
    pub fn set(&self, services: &[ServiceFigures]) {
        let shown = services[..services.len().min(SHOWN)].to_vec();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = shown;
    }
}

impl Collector for Services {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let services = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (name, help, reading) in COUNTS {
            gauge(&mut encoder, name, help, None, &services, reading)?;
        }
        let (name, help) = ("service_longest_wait", "How long the first in the queue has waited.");
        gauge(&mut encoder, name, help, Some(&Unit::Seconds), &services, |service| service.longest_wait_seconds)
    }
}

fn gauge(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    unit: Option<&Unit>,
    services: &[ServiceFigures],
    reading: Reading,
) -> fmt::Result {
    let mut family = encoder.encode_descriptor(name, help, unit, MetricType::Gauge)?;
    for service in services {
        family.encode_family(&[("service", service.service.as_str())])?.encode_gauge(&reading(service))?;
    }
    Ok(())
}
