//! The faces of a finding.
