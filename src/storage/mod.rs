//! Bytes under names that outlive a run: a local folder or an object store, with writes that say
//! what must be there before. Knows nothing of what the bytes mean.
