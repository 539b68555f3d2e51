// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: The Likeness authors

//! A metric: how far the centre of a heatmap's foreground lies from the centre of the mask.

mod likeness;

use likeness::*;
use std::os::raw::c_void;
use std::ptr::null;

/// The rows and columns of a region, and its pixels.
unsafe fn pixels(region: &Region) -> Result<(usize, &[u8]), String> {
    let t = &region.pixels;
    if t.rank != 2 || t.data.is_null() || t.shape[0] < 0 || t.shape[1] < 1 {
        return Err("a region is not of rows and columns".to_string());
    }
    let (height, width) = (t.shape[0] as usize, t.shape[1] as usize);
    Ok((width, std::slice::from_raw_parts(t.data as *const u8, height * width)))
}

/// The centre of what is set, in pixels, or None where nothing is.
fn centre(width: usize, pixels: &[u8]) -> Option<(f64, f64)> {
    let (mut n, mut x, mut y) = (0.0, 0.0, 0.0);
    for (i, _) in pixels.iter().enumerate().filter(|(_, &p)| p != 0) {
        n += 1.0;
        x += (i % width) as f64;
        y += (i / width) as f64;
    }
    (n > 0.0).then(|| (x / n, y / n))
}

unsafe extern "C" fn agreement(
    _self: *mut c_void,
    ctx: *mut Context,
    _map: *const c_void,
    foreground: *const Region,
    mask: *const Region,
    out: *mut Value,
) -> Status {
    contain(ctx, || {
        let (width, shown) = pixels(&*foreground)?;
        let (_, wanted) = pixels(&*mask)?;
        if let (Some(a), Some(b)) = (centre(width, shown), centre(width, wanted)) {
            (*out).missing = 0;
            (*out).value = (a.0 - b.0).hypot(a.1 - b.1);
        }
        Ok(())
    })
}

/// Rust prints panics on stderr, which plugins leave alone.
unsafe extern "C" fn open(_self: *mut c_void, _ctx: *mut Context) -> Status {
    std::panic::set_hook(Box::new(|_| {}));
    OK
}

static VALUES: [ValueInfo; 1] = [ValueInfo {
    id: c("centre_distance\0"),
    title: c("Distance of the centres\0"),
    unit: c("pixels\0"),
    low: 0.0,
    high: f64::INFINITY,
    direction: -1,
    symmetric: 0,
    missing: c("the foreground or the mask is empty\0"),
    source: null(),
}];

static OPS: MetricOps = MetricOps {
    struct_size: std::mem::size_of::<MetricOps>() as u32,
    value_count: 1,
    values: VALUES.as_ptr(),
    value_size: std::mem::size_of::<ValueInfo>() as u32,
    agreement: Some(agreement),
    similarity: None,
    classification: None,
    faithfulness: None,
};

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static likeness_plugin: Plugin = Plugin {
    magic: MAGIC,
    abi: ABI,
    struct_size: std::mem::size_of::<Plugin>() as u32,
    stage: STAGE_METRIC,
    name: c("centroid\0"),
    version: c("1.0\0"),
    revision: 1,
    instance_size: 0,
    summary: c("How far the foreground's centre is from the mask's.\0"),
    details: null(),
    licence: c("MIT\0"),
    author: null(),
    capabilities: CAP_DETERMINISTIC,
    param_count: 0,
    param_size: 0,
    params: null(),
    open: Some(open),
    close: None,
    ops: &OPS,
};
