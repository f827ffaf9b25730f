/** What a kernel's worker thread is started with. */
export interface WorkerData {
  /** The notebook's folder. */
  cwd: string;
}
