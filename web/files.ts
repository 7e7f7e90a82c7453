// Files on their way into the page, by drop or by choice, and out of it.

import { printable } from '../io/input-error.ts';
import { element, input } from './elements.ts';

/** Calls `open` with each file that comes, `refuse` with a line where something else does. */
export function takeFiles(open: (file: File) => void, refuse: (message: string) => void): void {
  const chooser = input('file');
  chooser.addEventListener('change', () => {
    const [file] = chooser.files ?? [];
    if (file !== undefined) open(file);
  });
  // so that the same file can be chosen again, after it has been mended
  chooser.addEventListener('click', () => {
    chooser.value = '';
  });
  const drop = element('drop');
  for (const type of ['dragenter', 'dragover'])
    addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
  addEventListener('dragleave', (event) => {
    if ((event as DragEvent).relatedTarget === null) drop.classList.remove('over');
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    if (event.dataTransfer === null) return;
    const dropped = fileOf(event.dataTransfer);
    if (typeof dropped === 'string') refuse(dropped);
    else open(dropped);
  });
}

/** The one file that was dropped, or what is wrong. */
function fileOf({ files, items }: DataTransfer): File | string {
  const [file] = files;
  if (file === undefined) return 'what was dropped is not a file; drop a graph file';
  if (files.length > 1) return `${files.length} files were dropped; drop one graph file`;
  const isFolder = items[0]?.webkitGetAsEntry?.()?.isDirectory === true;
  return isFolder ? `${printable(file.name)}: is a folder; drop a graph file` : file;
}

/** Milliseconds that a browser may take to begin with a download. */
const DOWNLOAD_STARTS = 60_000;

/** Gives a file to the browser to be saved. */
export function saveFile(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD_STARTS);
}
