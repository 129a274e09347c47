import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeEye } from './axe.ts';
import { scenes, unseenSheets } from './scenes.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

test('a day at the stall shows every sheet, and axe finds nothing wrong on any screen in any theme', async () => {
  expect(unseenSheets()).toEqual([]);
  const found: string[] = [];
  const eye = axeEye(found);
  for (const scene of scenes) await eye(await scene.show(stage), scene);
  expect(found).toEqual([]);
});
