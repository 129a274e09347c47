import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** What came of a test run, for test/run.ts. */
export interface Report {
  readonly files: readonly {
    /** Absolute path. */
    readonly path: string;
    readonly passed: readonly string[];
    readonly failed: readonly string[];
    /** Neither passed nor failed. */
    readonly skipped: number;
  }[];
  /** Errors that belong to no test. */
  readonly stray: number;
}
/** What is named of a file that failed outside of its tests. */
const THE_FILE = 'the file itself';

/** Writes a `Report` to the file named by `STALL_TEST_REPORT`. */
export default class FileReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const files = modules.map((module): Report['files'][number] => {
      const tests = [...module.children.allTests()];
      const named = (state: 'passed' | 'failed') =>
        tests.filter((test) => test.result().state === state).map(({ fullName }) => fullName);
      const [passed, failed] = [named('passed'), named('failed')];
      return {
        path: module.moduleId,
        passed,
        failed:
          failed.length === 0 && module.state() !== 'passed' && module.state() !== 'skipped' ? [THE_FILE] : failed,
        skipped: tests.length - passed.length - failed.length,
      };
    });
    const report: Report = { files, stray: unhandled.length };
    writeFileSync(process.env['STALL_TEST_REPORT'] ?? '', JSON.stringify(report));
  }
}
