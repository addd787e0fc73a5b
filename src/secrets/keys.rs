//! Key pairs for tests, made anew each time.

use age::secrecy::ExposeSecret as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{KeyPair, PKCS_ED25519, PublicKeyData as _};

/// A public key as people write it, and the file that holds the private one.
pub(crate) struct Pair {
    pub(crate) public: String,
    pub(crate) file: String,
}

/// Makes a pair as `age-keygen` does.
pub(crate) fn native() -> Pair {
    let identity = age::x25519::Identity::generate();
    let public = identity.to_public().to_string();
    let secret = identity.to_string();
    let file = format!(
        "# created: 2026-11-23T09:00:00Z\n# public key: {public}\n{}\n",
        secret.expose_secret()
    );
    Pair { public, file }
}

/// Makes a pair as `ssh-keygen -t ed25519` does, without a passphrase.
pub(super) fn ssh() -> Pair {
    let pair = KeyPair::generate_for(&PKCS_ED25519).expect("randomness");
    let public = pair.der_bytes();
    // RFC 8410: the seed is the octet string in the octet string that holds the private key.
    let der = pair.serialize_der();
    let start = der.windows(4).position(|part| part == [0x04, 0x22, 0x04, 0x20]).expect("PKCS #8");
    let seed = &der[start + 4..start + 36];
    let mut inner = [0_u8; 8].to_vec();
    for part in [b"ssh-ed25519", public, &[seed, public].concat(), b"alice"] {
        string(&mut inner, part);
    }
    inner.extend((1..=8).take((8 - inner.len() % 8) % 8));
    let mut key = b"openssh-key-v1\0".to_vec();
    for part in [&b"none"[..], b"none", b""] {
        string(&mut key, part);
    }
    key.extend(1_u32.to_be_bytes());
    string(&mut key, &blob(public));
    string(&mut key, &inner);
    let public = format!("ssh-ed25519 {} alice@contoso", STANDARD.encode(blob(public)));
    Pair { public, file: pem(&key) }
}

/// Makes what `ssh-keygen` writes where a passphrase was given; nobody can decrypt it.
pub(super) fn protected_ssh() -> String {
    let mut options = Vec::new();
    string(&mut options, &[7; 16]);
    options.extend(16_u32.to_be_bytes());
    let mut key = b"openssh-key-v1\0".to_vec();
    for part in [&b"aes256-ctr"[..], b"bcrypt", &options] {
        string(&mut key, part);
    }
    key.extend(1_u32.to_be_bytes());
    let pair = KeyPair::generate_for(&PKCS_ED25519).expect("randomness");
    string(&mut key, &blob(pair.der_bytes()));
    string(&mut key, &[9; 144]);
    pem(&key)
}

fn blob(public: &[u8]) -> Vec<u8> {
    let mut blob = Vec::new();
    string(&mut blob, b"ssh-ed25519");
    string(&mut blob, public);
    blob
}

fn pem(key: &[u8]) -> String {
    let text = STANDARD.encode(key);
    let lines: Vec<&str> =
        text.as_bytes().chunks(70).map(|line| str::from_utf8(line).expect("ASCII")).collect();
    let (begin, end) = ("-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----");
    format!("{begin}\n{}\n{end}\n", lines.join("\n"))
}

/// Appends bytes with their length before them (RFC 4251, section 5).
fn string(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend(u32::try_from(bytes.len()).expect("short").to_be_bytes());
    to.extend(bytes);
}
