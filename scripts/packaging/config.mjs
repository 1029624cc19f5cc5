/**
 * electron-builder's settings for every platform. A package is made on the system that it is for: npm installs the
 * native parts of that one alone. better-sqlite3, sharp, ONNX Runtime and the watcher are Node-API binaries, the same
 * for Node and Electron, so nothing is rebuilt.
 */
import { join } from 'node:path'
import { root } from '../setup.mjs'
import { writeIcons } from './icons.mjs'
import { writeNotices } from './notices.mjs'
import { canBeDeb, leftOut } from './shipped.mjs'

const files = [
  'out/{main,preload,renderer}/**',
  'resources/starter/**',
  'package.json',
  ...leftOut().map((name) => `!**/node_modules/${name}/**`),
  // What compilers and people read.
  '!node_modules/**/*.{d.ts,d.cts,d.mts,map,md,ts,cts,mts,c,cc,cpp,h,hpp,gyp}',
  '!node_modules/better-sqlite3/{deps,src}',
  '!node_modules/zod/src',
  '!node_modules/@rapideditor/country-coder/src',
  // Other platforms, and other builds of the same.
  '!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}).node',
  '!node_modules/onnxruntime-node/bin/napi-v6/!(${platform})/**',
  '!node_modules/onnxruntime-node/bin/napi-v6/${platform}/!(${arch})/**',
  '!node_modules/onnxruntime-node/bin/napi-v6/darwin/arm64/libonnxruntime.+([0-9]).+([0-9]).+([0-9]).dylib',
  '!node_modules/libheif-js/libheif/**',
  '!node_modules/libheif-js/libheif-wasm/{libheif-bundle.mjs,libheif.js,libheif.wasm}',
]

/** Where a static file host will keep what is made, for "Check for updates…"; without it the app knows of none. */
const updatesAddress = process.env.SEMBLANCE_UPDATES
if (updatesAddress && !updatesAddress.startsWith('https://'))
  throw new Error(`SEMBLANCE_UPDATES is ${updatesAddress}; give an address that begins with https://.`)

/** Programs and libraries are opened by the system, which cannot look into an archive. */
const unpacked = [
  'node_modules/{@img,@parcel,better-sqlite3,onnxruntime-node}/**',
  'node_modules/exiftool-vendored*/**',
  'resources/starter/**',
]

/** What starts the command line, beside the archive in "bin". */
const launcher = (name) => [{ from: `scripts/packaging/launchers/${name}`, to: `bin/${name}` }]

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'app.semblance',
  productName: 'Semblance',
  copyright: 'MIT licence',
  directories: { output: 'out/packages', buildResources: 'out/icons' },
  files,
  asar: { smartUnpack: false },
  asarUnpack: unpacked,
  npmRebuild: false,
  // Only writes down what there is to download; nothing is uploaded from here.
  publish: updatesAddress ? { provider: 'generic', url: updatesAddress } : null,
  extraMetadata: { desktopName: 'semblance.desktop', ...(updatesAddress && { updatesAddress }) },
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  beforePack: () => writeIcons(join(root, 'out/icons')),
  afterPack: writeNotices,
  linux: {
    target: canBeDeb ? ['AppImage', 'deb'] : ['AppImage'],
    executableName: 'semblance',
    extraResources: launcher('semblance'),
    icon: 'out/icons/linux',
    category: 'Graphics;Photography',
    synopsis: 'Finds similar photos and tags them, on this machine alone',
    // "Open with" of a folder.
    mimeTypes: ['inode/directory'],
  },
  mac: {
    target: ['dmg'],
    extraResources: launcher('semblance'),
    icon: 'out/icons/icon.png',
    category: 'public.app-category.photography',
    extendInfo: {
      CFBundleDocumentTypes: [
        {
          CFBundleTypeName: 'Folder',
          CFBundleTypeRole: 'Viewer',
          LSHandlerRank: 'Alternate',
          LSItemContentTypes: ['public.folder'],
        },
      ],
    },
  },
  win: { target: ['nsis'], icon: 'out/icons/icon.png', extraResources: launcher('semblance.cmd') },
  nsis: { oneClick: false, perMachine: false, include: 'scripts/packaging/installer.nsh' },
}
