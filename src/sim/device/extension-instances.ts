/**
 * The extension instances that virtual endpoints speak to, by the names of a plain Kaa installation.
 */
export const DCX = 'dcx';
export const EPMX = 'epmx';
export const CMX = 'cmx';
export const CMX_OTA = 'cmx_ota';
export const CEX = 'cex';
