"""Facts of the learner's text, each beside a check of what the code does."""

from grader.exam import Exam, check


@check("values")
def values(exam: Exam) -> None:
    exam.compare("neuron", exam.normal(3), exam.normal(3))
    exam.compare("layer", exam.normal(4, 3), exam.normal(2, 3))
    exam.compare("mean", exam.normal(6))
    exam.compare("power", exam.normal(6))


@check("built-on-neuron")
def built_on_neuron(exam: Exam) -> None:
    exam.holds("neuron" in exam.source.calls_in("layer"), "`layer` should ask your `neuron`, once for each place.")


@check("no-loop")
def no_loop(exam: Exam) -> None:
    loops = exam.source.loops_in("mean")
    exam.holds(loops == 0, "`mean` needs no loop: NumPy adds up a whole array. Yours has {loops}.", loops=loops)


@check("no-mean")
def no_mean(exam: Exam) -> None:
    used = [name for name in ("mean", "average", "statistics") if exam.source.calls(name)]
    exam.holds("mean" not in exam.source.names or not used, "Work the mean out yourself, without `{used}`.", used=", ".join(used))


@check("no-power")
def no_power(exam: Exam) -> None:
    exam.holds("**" not in exam.source.operators_in("power"), "`**` is what you are building here.")
