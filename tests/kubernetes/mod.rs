//! The Kubernetes target before its judges, and on a real control plane.

mod cluster;
mod control_plane;
mod judge;
mod node;
mod output;
mod waivers;
