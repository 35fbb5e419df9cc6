import { z } from 'zod';
import type { Cell, Notebook } from '../report/notebookFile';
import { CHECK_MIME } from '../notebook/check';
import { studentCell, type Chapter } from './copies';
import { findCheck, type MarkedExercise } from './marks';
import { beforeRun, sourceText, withCells, withSource } from './notebookParts';

/** What nbgrader keeps of a cell: its metadata of schema 3. */
interface GraderMetadata {
  readonly schema_version: 3;
  readonly grade_id: string;
  readonly grade: boolean;
  readonly solution: boolean;
  readonly locked: boolean;
  readonly task: boolean;
  readonly points?: number;
}

/** What the release puts in place of a solution, kept in the source's metadata until then. */
export const STUB_FIELD = 'lab_stub';

const KERNEL = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };

/**
 * The source of an assignment for nbgrader: the student's copy, in which each exercise that has a
 * solution is two cells, one to answer in, which holds the solution, and one with the check, which
 * is graded by the exercise's points and cannot be changed.
 */
export function nbgraderSource(chapter: Chapter): Notebook {
  const { notebook, exercises } = chapter;
  const importLine = importOfCheck(notebook.cells);
  const cells = notebook.cells.flatMap((cell, at) => {
    const exercise = exercises.find((one) => one.cell === at);
    if (exercise?.solution === undefined) return studentCell(chapter, cell, at);
    return gradedCells(beforeRun(cell), exercise, importLine);
  });
  const copy = withCells(notebook, cells);
  const kernelspec = { ...copy.metadata.kernelspec, ...KERNEL };
  return { ...copy, metadata: { ...copy.metadata, kernelspec } };
}

/**
 * The line by which a notebook gets its `check`. The graded cell has it once more: a `check` that
 * a student wrote is not asked.
 */
function importOfCheck(cells: readonly Cell[]): string {
  const pattern = /^import \{[^}]*\bcheck\b[^}]*\} from (['"][^'"]+['"]);?$/m;
  for (const cell of cells) {
    const found = cell.cell_type === 'code' ? pattern.exec(sourceText(cell)) : null;
    if (found) return `import { check } from ${found[1]};\n`;
  }
  return '';
}

/** What a person set for an exercise in nbgrader: it wins over what follows from the exercise. */
const ownGrading = z.looseObject({
  grade_id: z.string().min(1).optional(),
  points: z.number().min(0).optional(),
});

function gradedCells(cell: Cell, exercise: MarkedExercise, importLine: string): Cell[] {
  const { id, stub, solution = '', check, level } = exercise;
  const { metadata } = cell;
  const { nbgrader, ...others } = metadata as { readonly nbgrader?: unknown };
  const own = ownGrading.safeParse(nbgrader).data ?? {};
  const name = id.replace(/\W/g, '-');
  const answer: GraderMetadata = {
    schema_version: 3,
    grade_id: `answer-${name}`,
    grade: false,
    solution: true,
    locked: false,
    task: false,
  };
  const graded: GraderMetadata = {
    schema_version: 3,
    grade_id: own.grade_id ?? `check-${name}`,
    grade: true,
    solution: false,
    locked: true,
    task: false,
    points: own.points ?? level,
  };
  const code = `// BEGIN SOLUTION\n${solution}\n// END SOLUTION`;
  return [
    {
      ...withSource(cell, code),
      metadata: { ...others, nbgrader: answer, [STUB_FIELD]: stub } as Cell['metadata'],
    },
    {
      ...withSource(cell, withImport(check, importLine)),
      id: `check-${name}`,
      metadata: { nbgrader: { ...own, ...graded } } as Cell['metadata'],
    },
  ];
}

function withImport(check: string, importLine: string): string {
  return findCheck(check) === null ? check : `${importLine}${check}`;
}

/** How a course of nbgrader is set up. */
export interface GraderSettings {
  /** The course's name, as nbgrader keeps it. */
  readonly course: string;
  /** The laboratory's folder. */
  readonly root: string;
}

/** Seconds that a cell may take before it is stopped: a chapter's longest takes about a minute. */
const CELL_SECONDS = 600;

/** The `nbgrader_config.py` of a course. */
export function nbgraderConfig({ course, root }: GraderSettings): string {
  const text = JSON.stringify; // a Python text is written the same way
  return `# Written by \`npm run course\`: how nbgrader works with the TypeScript kernel.
# Where the laboratory was moved, run that command again or set LAB_ROOT to its folder.
import os
import sys

from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, Execute, InstantiateTests, NbGraderPreprocessor

LABORATORY = os.environ.setdefault("LAB_ROOT", ${text(root)})
CHECK = ${text(CHECK_MIME)}
# Jupyter finds the kernel of the laboratory.
KERNELS = os.path.join(LABORATORY, ".venv", "share", "jupyter")
os.environ["JUPYTER_PATH"] = os.pathsep.join(
    filter(None, [KERNELS, os.environ.get("JUPYTER_PATH")])
)
# nbgrader calls alembic, which lies beside it.
BESIDE = os.path.dirname(sys.executable)
os.environ["PATH"] = os.pathsep.join([BESIDE, os.environ.get("PATH", "")])
# An exercise that is not solved is an error: nbgrader gives its points where there is none.
os.environ["LAB_CHECK"] = "throw"


class ClearToStub(ClearSolutions):
    """Puts the exercise's own stub in place of its solution."""

    def preprocess_cell(self, cell, resources, cell_index):
        stub = cell.metadata.pop(${text(STUB_FIELD)}, "// YOUR ANSWER")
        self.code_stub = {resources["language"]: stub}
        return super().preprocess_cell(cell, resources, cell_index)


class RequireVerdict(NbGraderPreprocessor):
    """A graded cell that ended without a verdict of its check, or with a bad one, has an error."""

    def preprocess_cell(self, cell, resources, cell_index):
        if cell.cell_type != "code" or not utils.is_grade(cell) or utils.is_solution(cell):
            return cell, resources
        verdicts = [o.data[CHECK] for o in cell.outputs if CHECK in o.get("data", {})]
        passed = bool(verdicts) and all(verdict.get("passed") is True for verdict in verdicts)
        if not passed and not any(o.output_type == "error" for o in cell.outputs):
            why = "the check of this exercise did not pass"
            cell.outputs.append(
                new_output("error", ename="NoVerdict", evalue=why, traceback=[why])
            )
        # A warning on stderr, or a value as the last line, must not change the points.
        kept = ("error", "display_data")
        cell.outputs = [o for o in cell.outputs if o.output_type in kept]
        return cell, resources


def replaced(preprocessors, old, *new):
    """The list with others in place of one."""
    return [one for kept in preprocessors for one in (new if kept is old else [kept])]


c = get_config()  # noqa: F821
c.CourseDirectory.course_id = ${text(course)}
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
c.ClearSolutions.code_stub = {"typescript": "// YOUR ANSWER"}
c.Execute.timeout = ${CELL_SECONDS}
# Starting TensorFlow takes a while on a busy machine.
c.Execute.startup_timeout = 300
# It would start a kernel to make tests; the checks are there already.
steps = replaced(GenerateAssignment.preprocessors.default_args[0], InstantiateTests)
c.GenerateAssignment.preprocessors = replaced(steps, ClearSolutions, ClearToStub)
steps = Autograde.autograde_preprocessors.default_args[0]
c.Autograde.autograde_preprocessors = replaced(steps, Execute, Execute, RequireVerdict)
`;
}
