// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { type BaseMap, KINDS, type Kind } from "./basemap";
import { Ground } from "./ground";
import { pack } from "./packing";

const FILES = { first: "/first.json", detail: "/detail.json", overseas: "/overseas.json" };

function fileOf(name: string): BaseMap {
  const layers = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Record<Kind, []>;
  return {
    step: 1,
    arcs: [],
    layers,
    labels: { names: name, columns: [[0], [1], [14], [0], [5], [6]].map(pack) },
  };
}

function served(answers: Record<string, () => Promise<Response>>) {
  const fetching = vi.fn((address: string) => answers[address]?.() ?? Promise.reject(new Error()));
  vi.stubGlobal("fetch", fetching);
  return fetching;
}

const json = (value: unknown) => () => Promise.resolve(new Response(JSON.stringify(value)));
const missing = () => Promise.resolve(new Response("", { status: 404 }));

function namesOn(ground: Ground): string[] {
  const features = ground.layers[1]?.getSource()?.getFeatures() ?? [];
  return features.map((feature) => feature.get("label").name.fr);
}

afterEach(() => vi.unstubAllGlobals());

test("the finer ground takes the place of the coarse one", async () => {
  served({ "/first.json": json(fileOf("Paris")), "/detail.json": json(fileOf("Saint-Denis")) });
  const ground = new Ground(FILES, "fr");
  await ground.want("first");
  expect(namesOn(ground)).toEqual(["Paris"]);
  await ground.want("detail");
  expect(namesOn(ground)).toEqual(["Saint-Denis"]);
});

test("the coarse ground that comes after the finer one is not drawn", async () => {
  served({ "/first.json": json(fileOf("Paris")), "/detail.json": json(fileOf("Saint-Denis")) });
  const ground = new Ground(FILES, "fr");
  await ground.want("detail");
  await ground.want("first");
  expect(namesOn(ground)).toEqual(["Saint-Denis"]);
});

test("overseas comes beside the rest", async () => {
  served({ "/first.json": json(fileOf("Paris")), "/overseas.json": json(fileOf("Cayenne")) });
  const ground = new Ground(FILES, "fr");
  await ground.want("first");
  await ground.want("overseas");
  expect(namesOn(ground)).toEqual(["Paris", "Cayenne"]);
});

test("a file that is not there leaves the ground as it is, and is asked for once", async () => {
  const fetching = served({ "/first.json": json(fileOf("Paris")), "/detail.json": missing });
  const ground = new Ground(FILES, "fr");
  await ground.want("first");
  await ground.want("detail");
  await ground.want("detail");
  expect(namesOn(ground)).toEqual(["Paris"]);
  expect(fetching).toHaveBeenCalledTimes(2);
});

test("what the network lost is asked for again", async () => {
  const fetching = served({});
  const ground = new Ground(FILES, "fr");
  await ground.want("first");
  await ground.want("first");
  expect(fetching).toHaveBeenCalledTimes(2);
});
