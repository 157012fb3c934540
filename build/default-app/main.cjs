/**
 * What a stock Electron does when it is given an app's folder: `electron FOLDER`. The Electron of the Python wheel comes
 * without it, since it is cut out of a packaged app.
 */
const { app } = require('electron');
const path = require('node:path');

const folder = path.resolve(process.argv.slice(1).find((arg) => !arg.startsWith('-')) ?? '.');
const description = require(path.join(folder, 'package.json'));

process.defaultApp = true;
app.setName(description.productName ?? description.name);
app.setVersion(description.version);
app.setAppPath(folder);
require(path.join(folder, description.main));
