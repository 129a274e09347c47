'use strict';
// escpos requires qr-image when it loads, and calls it only from Printer.qrimage(), which is never used here.
exports.imageSync = function imageSync() {
  throw new Error('escpos draws no QR codes here');
};
