/** @module `premise doctor`: is everything that Premise needs here, and where do its settings come from? */
import { PremiseError } from "../../errors/premise-error.ts";
import { printJson } from "../io.ts";
import type { Register } from "../program.ts";

export const registerDoctor: Register = (program, io) => {
  program
    .command("doctor")
    .description("check this machine, and show the settings with where each comes from")
    .option("--json", "print JSON")
    .action(async (flags: { readonly json?: boolean }) => {
      const [{ examine }, { renderDiagnosis }, { createColorsFor }] = await Promise.all([
        import("../doctor/examine.ts"), import("../doctor/output.ts"), import("../colors.ts"),
      ]);
      const diagnosis = await examine(io);
      if (flags.json === true) printJson(io, diagnosis);
      else io.out(renderDiagnosis(diagnosis, createColorsFor(io)));
      const broken = diagnosis.checks.filter((check) => check.status === "broken");
      if (broken.length > 0) throw new PremiseError("doctor/broken", { checks: broken.map((check) => check.name).join(", ") });
    });
};
