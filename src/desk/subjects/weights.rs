//! How much each piece of evidence counts.
//!
//! The numbers come of `benches/run subjects … --fit` on seven tenths of 800 questions put to a public libraries' desk,
//! with the subjects librarians gave to question and answer.

use super::evidence::FEATURES;

/// Weights of the evidence, in the order of [`super::evidence::NAMES`].
#[derive(Debug, Clone)]
pub struct Weights {
    /// For texts in a language without experience.
    pub labels: [f64; FEATURES],
    /// For texts in a language with [`ENOUGH`] questions' experience.
    pub experience: [f64; FEATURES],
}

#[rustfmt::skip]
pub const SHIPPED: Weights = Weights {
    labels: [
        -2.31, -1.79, -0.57, -1.42, -0.62, 1.91, -0.34, 2.74, -0.38, 0.91, -0.59,
        -0.78, -2.20, -0.37, -1.97, -0.30, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00,
    ],
    experience: [
        -1.84, -1.15, -0.13, -0.74, -0.59, 2.16, 0.15, 1.02, -0.33, 0.87, -0.82,
        -1.04, -1.65, -0.17, -1.59, 0.27, -2.89, -0.01, -2.37, 0.39, 1.10, 2.89,
    ],
};

/// So many questions answered in a language are experience; with fewer, labels alone count the more.
pub const ENOUGH: f64 = 400.0;

impl Weights {
    /// How likely (0 to 1) it is that a librarian would give the concept, by this evidence and so many questions'
    /// experience in the text's language.
    pub fn likelihood(&self, features: &[f64; FEATURES], questions: f64) -> f64 {
        let sum = |weights: &[f64; FEATURES]| weights.iter().zip(features).map(|(weight, x)| weight * x).sum();
        let (labels, experience): (f64, f64) = (sum(&self.labels), sum(&self.experience));
        let experienced = (questions / ENOUGH).min(1.0);
        let odds = labels * (1.0 - experienced) + experience * experienced;
        1.0 / (1.0 + (-odds).exp())
    }
}
