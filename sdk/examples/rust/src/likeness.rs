// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: The Likeness authors

//! What this plugin needs of the C headers (ABI 1.0), written down by hand: the same fields in the
//! same order. docs/abi.md says that they never move.

use std::any::Any;
use std::ffi::CString;
use std::os::raw::{c_char, c_int, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};

pub type Status = c_int;
pub const OK: Status = 0;
pub const E_FAIL: Status = -1;
pub const E_INPUT: Status = -3;

pub const MAGIC: u32 = 0x4c4b_4e53;
pub const ABI: u32 = 1 << 16;
pub const STAGE_METRIC: u32 = 10;
pub const CAP_DETERMINISTIC: u64 = 1;

/// The beginning of `lk_host`; what follows is not used here.
#[repr(C)]
pub struct Host {
    pub struct_size: u32,
    pub abi: u32,
    pub error: unsafe extern "C" fn(*mut Context, Status, *const c_char, ...) -> Status,
}

#[repr(C)]
pub struct Context {
    pub struct_size: u32,
    pub threads: u32,
    pub host: *const Host,
    pub host_data: *mut c_void,
}

#[repr(C)]
pub struct Tensor {
    pub data: *mut c_void,
    pub device: [i32; 2],
    pub rank: i32,
    pub dtype: [u8; 4],
    pub shape: [i64; 8],
    pub strides: [i64; 8],
}

#[repr(C)]
pub struct Region {
    pub struct_size: u32,
    pub pixels: Tensor,
}

#[repr(C)]
pub struct Value {
    pub value: f64,
    pub chance: f64,
    pub reason: *const c_char,
    pub missing: u8,
    pub has_chance: u8,
    pub reserved: [u8; 6],
}

#[repr(C)]
pub struct ValueInfo {
    pub id: *const c_char,
    pub title: *const c_char,
    pub unit: *const c_char,
    pub low: f64,
    pub high: f64,
    pub direction: i32,
    pub symmetric: i32,
    pub missing: *const c_char,
    pub source: *const c_char,
}

pub type Agreement = unsafe extern "C" fn(
    *mut c_void,
    *mut Context,
    *const c_void, // the heatmap
    *const Region,
    *const Region,
    *mut Value,
) -> Status;

/// Operations that are not there are NULL, which is `None`.
#[repr(C)]
pub struct MetricOps {
    pub struct_size: u32,
    pub value_count: u32,
    pub values: *const ValueInfo,
    pub value_size: u32,
    pub agreement: Option<Agreement>,
    pub similarity: Option<unsafe extern "C" fn()>,
    pub classification: Option<unsafe extern "C" fn()>,
    pub faithfulness: Option<unsafe extern "C" fn()>,
}

#[repr(C)]
pub struct Plugin {
    pub magic: u32,
    pub abi: u32,
    pub struct_size: u32,
    pub stage: u32,
    pub name: *const c_char,
    pub version: *const c_char,
    pub revision: u32,
    pub instance_size: u32,
    pub summary: *const c_char,
    pub details: *const c_char,
    pub licence: *const c_char,
    pub author: *const c_char,
    pub capabilities: u64,
    pub param_count: u32,
    pub param_size: u32,
    pub params: *const c_void,
    pub open: Option<unsafe extern "C" fn(*mut c_void, *mut Context) -> Status>,
    pub close: Option<unsafe extern "C" fn(*mut c_void)>,
    pub ops: *const MetricOps,
}

// They are constants; their pointers are to constants.
unsafe impl Sync for ValueInfo {}
unsafe impl Sync for MetricOps {}
unsafe impl Sync for Plugin {}

/// A constant C string; `text` ends with a NUL.
pub const fn c(text: &'static str) -> *const c_char {
    text.as_ptr() as *const c_char
}

fn words(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "it panicked",
    }
}

/// Give the host a sentence, and its status back.
///
/// # Safety
/// `ctx` is that of the call in progress.
pub unsafe fn error(ctx: *mut Context, status: Status, sentence: &str) -> Status {
    let text = CString::new(sentence).unwrap_or_default();
    ((*(*ctx).host).error)(ctx, status, c("%s\0"), text.as_ptr())
}

/// Run `body`; a panic does not leave, but becomes an error with its words.
///
/// # Safety
/// `ctx` is that of the call in progress.
pub unsafe fn contain(ctx: *mut Context, body: impl FnOnce() -> Result<(), String>) -> Status {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => OK,
        Ok(Err(sentence)) => error(ctx, E_INPUT, &sentence),
        Err(panic) => error(ctx, E_FAIL, words(panic.as_ref())),
    }
}
