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
        -2.28, -1.77, -0.61, -1.38, -0.56, 1.97, -0.37, 2.57, -0.31, 0.90, -0.58,
        -0.69, -1.98, -0.37, -1.95, -0.30, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00,
    ],
    experience: [
        -1.86, -1.15, -0.17, -0.72, -0.52, 2.15, 0.08, 0.98, -0.30, 0.84, -0.83,
        -0.93, -1.57, -0.17, -1.58, 0.31, -2.94, -0.05, -2.46, 0.40, 1.26, 2.89,
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
