//! Starting and stopping a sandbox.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;

use super::front::Doorman;
use super::{Options, SandboxError, authority};
use crate::sandbox::clock::Clock;
use crate::sandbox::counts::{Counts, Tally};
use crate::sandbox::faults::{Buckets, Fault, Faults, Replicas};
use crate::sandbox::record::Recorder;
use crate::sandbox::seed::{Seed, SeedTenant, consent, plant};
use crate::sandbox::store::{Store, Unsettled};
use crate::sandbox::world::World;

/// Starts sandboxes.
#[derive(Debug)]
pub struct Sandbox;

/// A running sandbox. Dropping it stops it at once; [`Running::stop`] lets requests end.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    ca_pem: String,
    tenants: usize,
    world: Arc<World>,
    handle: Handle<SocketAddr>,
    tasks: Vec<JoinHandle<std::io::Result<()>>>,
}

impl Sandbox {
    /// Starts a sandbox on loopback.
    ///
    /// # Errors
    /// Fails when the state is held by another command or unreadable, when the seed contradicts
    /// itself, when the port is taken, and when a file cannot be written.
    pub async fn start(options: Options) -> Result<Running, SandboxError> {
        let failed = |port| move |source| SandboxError::Listen { port, source };
        let listener =
            listen(Ipv4Addr::LOCALHOST.into(), options.port).map_err(failed(options.port))?;
        let opened = tokio::task::spawn_blocking(move || open(&options)).await;
        let (world, ca_pem) =
            opened.map_err(|error| SandboxError::Certificates { reason: error.to_string() })??;
        let world = Arc::new(world);
        let address = listener.local_addr().map_err(failed(0))?;
        let config =
            RustlsConfig::from_config(Arc::new(authority::server_config(&world.store.keys())?));
        let handle = Handle::new();
        // Some clients take `localhost` for the IPv6 address first, where the machine has one.
        let listeners = [Some(listener), listen(Ipv6Addr::LOCALHOST.into(), address.port()).ok()];
        let mut tasks = Vec::new();
        for listener in listeners.into_iter().flatten() {
            let server =
                from_tcp_rustls(listener, config.clone()).map_err(failed(address.port()))?;
            let server = server.handle(handle.clone());
            tasks.push(tokio::spawn(server.serve(Doorman::new(Arc::clone(&world)))));
        }
        // Made while the caller prepares its first request.
        let early = Arc::clone(&world);
        tokio::spawn(async move { early.signing_key().await.map(drop) });
        let tenants = world.store.ids().len();
        Ok(Running { address, ca_pem, tenants, world, handle, tasks })
    }
}

impl Running {
    /// Returns the address of the sign-in host, such as `https://localhost:8443`.
    #[must_use]
    pub fn login(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// Returns the address of the Graph host, without a version.
    #[must_use]
    pub fn graph(&self) -> String {
        self.login()
    }

    /// Returns the certificate of the throw-away authority as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Returns the number of tenants at the start.
    #[must_use]
    pub fn tenants(&self) -> usize {
        self.tenants
    }

    /// Returns what was asked since the start or the last reset.
    #[must_use]
    pub fn counts(&self) -> Tally {
        self.world.counts.read()
    }

    /// Tells the sandbox's time.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.world.clock.now()
    }

    /// Lets requests under way end, for at most a second, and frees port and state.
    pub async fn stop(mut self) {
        self.handle.graceful_shutdown(Some(Duration::from_secs(1)));
        for task in self.tasks.drain(..) {
            let _ = task.await;
        }
        self.world.store.close();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.shutdown();
        self.world.store.close();
    }
}

fn listen(address: IpAddr, port: u16) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind((address, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Opens the state, plants what it does not hold, and writes the authority's certificate.
fn open(options: &Options) -> Result<(World, String), SandboxError> {
    let store = match &options.state {
        Some(path) => Store::open(path, options.patience)?,
        None => Store::default(),
    };
    let clock = Clock::new(store.clock_milliseconds());
    if let Some(at) = options.at {
        clock.move_for_run(at);
    }
    let mut last = Unsettled::default();
    if store.keys().authority_key.is_empty() {
        let made = authority::make()?;
        last = last.max(store.keep_keys(|keys| *keys = made)?);
    }
    last = last.max(sow(&store, &options.seed, &clock)?);
    last = last.max(administer(&store, &options.administered, &clock)?);
    store.settle_blocking(last)?;
    let recorder = match &options.record {
        Some(path) => Some(Recorder::open(path).map_err(written(path))?),
        None => None,
    };
    let ca_pem = store.keys().authority_certificate;
    if let Some(path) = &options.ca_file {
        if let Some(directory) = path.parent() {
            std::fs::create_dir_all(directory).map_err(written(directory))?;
        }
        std::fs::write(path, &ca_pem).map_err(written(path))?;
    }
    let world = World {
        store: Arc::new(store),
        clock,
        faults: Faults::new(options.seed.randomness, faults(&options.seed)),
        buckets: Buckets::default(),
        replicas: Replicas::default(),
        counts: Counts::default(),
        recorder,
        run_secret: options.run_secret.clone(),
        signing: OnceCell::new(),
    };
    Ok((world, ca_pem))
}

/// Plants the tenants that were never seen before, and consents for the apps of the others.
fn administer(
    store: &Store,
    tenants: &[SeedTenant],
    clock: &Clock,
) -> Result<Unsettled, SandboxError> {
    let mut last = Unsettled::default();
    for described in tenants {
        let consented = store.with(described.tenant_id, |tenant| {
            described.apps.iter().for_each(|app| consent(tenant, app, clock.now()));
        })?;
        last = last.max(match consented {
            Some(((), consented)) => consented,
            None => store.add(plant(described, clock.now())?)?,
        });
    }
    Ok(last)
}

/// Plants the tenants that were never seen before.
fn sow(store: &Store, seed: &Seed, clock: &Clock) -> Result<Unsettled, SandboxError> {
    let mut last = Unsettled::default();
    for tenant in &seed.tenants {
        if !store.contains(tenant.tenant_id) {
            last = last.max(store.add(plant(tenant, clock.now())?)?);
        }
    }
    for fresh in &seed.fresh {
        if !store.contains(fresh.tenant_id) {
            last = last.max(store.add(plant(&fresh.described(), clock.now())?)?);
        }
    }
    Ok(last)
}

/// The seed's difficulties; those under a tenant strike that tenant alone.
fn faults(seed: &Seed) -> impl Iterator<Item = Fault> {
    let of_tenants = seed.tenants.iter().flat_map(|tenant| {
        tenant.faults.iter().cloned().map(|mut fault| {
            fault.on.tenant = Some(tenant.tenant_id);
            fault
        })
    });
    seed.faults.iter().cloned().chain(of_tenants)
}

fn written(path: &Path) -> impl Fn(std::io::Error) -> SandboxError {
    move |source| SandboxError::Write { path: path.to_owned(), source }
}
