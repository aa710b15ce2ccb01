//! The hub as its people see it: stanzas in, stanzas out.
