//! The Kubernetes target before its judges, and on a real control plane.

mod cluster;
mod judge;
mod node;
mod output;
