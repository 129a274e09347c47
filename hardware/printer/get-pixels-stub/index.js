'use strict';
// escpos requires get-pixels when it loads, and calls it only from Image.load(), which is never used here.
module.exports = function getPixels() {
  throw new Error('pictures from files are not supported');
};
