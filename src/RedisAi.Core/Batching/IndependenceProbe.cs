using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Tries whether the rows of a model are independent: runs rows alone and together, in several orders, and compares.</summary>
/// <remarks>
/// It shows dependence for certain, independence only for what was tried: a branch that no input of these takes stays unseen. The inputs are
/// the same each time. Used once.
/// </remarks>
internal sealed class IndependenceProbe
{
    /// <summary>Lengths for axes that are open; those that many models take come first, and models of sound take only long ones.</summary>
    private static readonly long[] s_lengths = [1, 3, 8, 16, 32, 48, 64, 128, 256, 512];

    private static readonly int[] s_timedRows = [1, 2, 4, 8];

    /// <summary>With a slower model only the least is tried.</summary>
    private static readonly TimeSpan s_slowRun = TimeSpan.FromMilliseconds(250);

    /// <summary>After this, two rows are enough of each further kind of inputs.</summary>
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(1);

    /// <summary>After this, no further kind is tried.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    private readonly IModelExecution _execution;
    private readonly ModelSignature _signature;
    private readonly RowLayout _layout;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellationToken;
    private readonly int _maxRows;
    private readonly bool _fewSizes;
    private readonly bool _hasOpenLengths;
    private readonly long _started;

    private bool _slow;
    private string _lastError = "no inputs fit";

    /// <param name="session">The model.</param>
    /// <param name="execution">What runs it; nothing else uses it meanwhile.</param>
    /// <param name="layout">Where its rows are.</param>
    /// <param name="options">Its options: no more rows are tried than a run may have.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Looked at between runs.</param>
    public IndependenceProbe(
        IModelSession session, IModelExecution execution, RowLayout layout, MergeOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        _execution = execution;
        _signature = session.Signature;
        _layout = layout;
        _time = time;
        _cancellationToken = cancellationToken;
        _maxRows = Math.Clamp(options.Batching.BatchSize ?? ProbeValues.MaxRows, 2, ProbeValues.MaxRows);
        _fewSizes = session.PrefersFewBatchSizes;
        _hasOpenLengths = _signature.Inputs.Index().Any(input => HasOpenLength(input.Item, layout.InputAxes[input.Index]));
        _started = time.GetTimestamp();
    }

    /// <summary>The least that runs of 1, 2, 4 and 8 rows took, of the first inputs that the model took; without those that were not tried.</summary>
    public IReadOnlyList<(int Rows, long Ticks)> MeasuredRuns { get; private set; } = [];

    public ProbeVerdict Run()
    {
        if (ProbeInputs.WhyImpossible(_signature) is { } impossible)
        {
            return new ProbeVerdict(ProbeOutcome.NotPossible, impossible);
        }

        ProbeVerdict? best = null;
        foreach (TrialPlan plan in Plans())
        {
            bool skipped = best is not null && (plan.IsLastResort || _slow || IsOver(s_limit));
            ProbeVerdict? verdict = skipped ? null : Try(plan, isFirst: best is null);
            if (verdict?.Outcome == ProbeOutcome.Refuted)
            {
                return verdict;
            }

            best = best is null || verdict?.Outcome == ProbeOutcome.Confirmed ? verdict ?? best : best;
        }

        return best ?? new ProbeVerdict(ProbeOutcome.NotPossible, $"the model could not be run on made-up inputs: {_lastError}");
    }

    private IEnumerable<TrialPlan> Plans()
    {
        bool hasOptional = _signature.Inputs.Any(static input => input.IsOptional);
        bool hasShared = _signature.Inputs.Index().Any(input => _layout.InputAxes[input.Index] == RowLayout.Shared && !input.Item.IsOptional);
        yield return new TrialPlan(ProbeKind.Strong, Place: 0);
        yield return new TrialPlan(ProbeKind.Mild, Place: 1);
        if (hasShared)
        {
            yield return new TrialPlan(ProbeKind.Strong, Place: 0) { IsSecond = true };
            yield return new TrialPlan(ProbeKind.Mild, Place: 1) { IsSecond = true };
        }

        if (hasOptional)
        {
            yield return new TrialPlan(ProbeKind.Strong, Place: 0) { WithOptional = true };
            yield return new TrialPlan(ProbeKind.Mild, Place: 1) { WithOptional = true };
        }

        yield return new TrialPlan(ProbeKind.Faint, Place: 0) { IsLastResort = true };
        yield return new TrialPlan(ProbeKind.Faint, Place: 0) { IsLastResort = true, WithOptional = true };
    }

    /// <summary>Tries inputs of the first length, or the second, that the model takes; null when it takes none.</summary>
    private ProbeVerdict? Try(TrialPlan plan, bool isFirst)
    {
        ProbeTrial? found = null;
        int place = 0;
        foreach (long length in _hasOpenLengths ? s_lengths : s_lengths.AsSpan(0, 1))
        {
            ProbeTrial trial = new(plan.Kind, length, plan.WithOptional, plan.IsSecond);
            if (!Takes(trial))
            {
                continue;
            }

            found = trial;
            if (place++ == plan.Place)
            {
                break;
            }
        }

        return found is { } takes ? Compare(takes, isFirst) : null;
    }

    /// <summary>Whether the model can be run on each row alone.</summary>
    private bool Takes(ProbeTrial trial)
    {
        using ProbeInputs? inputs = ProbeInputs.TryCreate(_signature, _layout, trial, maxRows: 2);
        if (inputs is null)
        {
            return false;
        }

        using ProbeRun first = RunRows(inputs, [0]);
        using ProbeRun? second = first.Error is null ? RunRows(inputs, [1]) : null;
        _lastError = first.Error ?? second!.Error ?? _lastError;
        return second is { Error: null };
    }

    private ProbeVerdict? Compare(ProbeTrial trial, bool isFirst)
    {
        using ProbeInputs? inputs = ProbeInputs.TryCreate(_signature, _layout, trial, _maxRows);
        if (inputs is null)
        {
            return null;
        }

        using RowsAlone alone = new(inputs.Count);
        ProbeTimes times = new();
        bool differs = false;
        int most = 0;
        foreach (int[] order in Orders(inputs.Count))
        {
            if (most > 0 && order.Length > 2 && (_slow || IsOver(s_budget)))
            {
                break;
            }

            if (!RunAlone(inputs, order, alone, times))
            {
                return null;
            }

            using ProbeRun together = RunRows(inputs, order);
            if (WhyDependent(together, order, alone) is { } reason)
            {
                return new ProbeVerdict(ProbeOutcome.Refuted, reason);
            }

            times.Note(order.Length, together.Ticks);
            differs |= alone.Differ(_layout);
            most = Math.Max(most, order.Length);
        }

        if (isFirst)
        {
            Measure(inputs, times);
        }

        return differs
            ? new ProbeVerdict(ProbeOutcome.Confirmed, $"{most} rows gave the same answers alone, together and in another order")
            : new ProbeVerdict(ProbeOutcome.NotPossible, "all rows that were tried gave the same answer, which shows nothing");
    }

    /// <summary>Which rows are run together; the two of the first are always tried.</summary>
    private IEnumerable<int[]> Orders(int count)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        yield return [0, 1];
        yield return [1, 0];
        int[][] more = [[2, 0, 1], [2, 0, 3, 1], [3, 4, 1, 0, 2], all, [.. all.Reverse()]];
        foreach (int[] order in more.Where(order => order.Length > 2 && order.Length <= count && !(_fewSizes && int.PopCount(order.Length) > 1)))
        {
            yield return order;
        }
    }

    private bool RunAlone(ProbeInputs inputs, int[] order, RowsAlone alone, ProbeTimes times)
    {
        foreach (int row in order)
        {
            if (alone[row] is not null)
            {
                continue;
            }

            ProbeRun run = alone[row] = RunRows(inputs, [row]);
            if (run.Error is not null)
            {
                _lastError = run.Error;
                return false;
            }

            times.Note(1, run.Ticks);
            _slow |= TimeOf(run.Ticks) > s_slowRun;
        }

        return true;
    }

    private string? WhyDependent(ProbeRun together, int[] order, RowsAlone alone)
    {
        if (together.Error is not null)
        {
            return $"{order.Length} rows cannot be run together, though each can alone: {together.Error}";
        }

        for (int i = 0; i < together.Outputs.Length; i++)
        {
            ref readonly TensorValue output = ref together.Outputs[i];
            int axis = _layout.OutputAxes[i];
            for (int row = 0; row < order.Length; row++)
            {
                ref readonly TensorValue expected = ref alone[order[row]]!.Outputs[i];
                if (!RowComparison.CanSplit(in expected, in output, axis, order.Length))
                {
                    return $"the output '{_signature.Outputs[i].Name}' is {Describe(in expected)} for one row and {Describe(in output)} for {order.Length}, which cannot be split along axis {axis}";
                }

                if (!RowComparison.IsSame(in expected, in output, axis, row))
                {
                    return $"the output '{_signature.Outputs[i].Name}' of a row is not the same among {order.Length} rows as alone";
                }
            }
        }

        return null;
    }

    /// <summary>Runs each number of rows until there are two times of it; the first run of a shape may pay for what is done once.</summary>
    private void Measure(ProbeInputs inputs, ProbeTimes times)
    {
        foreach (int rows in s_timedRows.Where(rows => rows <= inputs.Count))
        {
            while (times.CountOf(rows) < 2 && !_slow && !IsOver(s_budget))
            {
                using ProbeRun run = RunRows(inputs, [.. Enumerable.Range(0, rows)]);
                if (run.Error is not null)
                {
                    break;
                }

                times.Note(rows, run.Ticks);
            }
        }

        MeasuredRuns = times.Of(s_timedRows);
    }

    private ProbeRun RunRows(ProbeInputs inputs, ReadOnlySpan<int> order)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        return ProbeRun.Of(_execution, _signature, inputs, order, _time);
    }

    private bool IsOver(TimeSpan limit) => _time.GetElapsedTime(_started) > limit;

    private TimeSpan TimeOf(long ticks) => _time.GetElapsedTime(0, ticks);

    private static bool HasOpenLength(TensorSpec input, int rowAxis)
    {
        for (int axis = 0; axis < input.Shape.Dimensions.Length; axis++)
        {
            if (axis != rowAxis && input.Shape[axis] == ShapePattern.AnyLength)
            {
                return true;
            }
        }

        return false;
    }

    private static string Describe(in TensorValue value) => value.IsEmpty ? "left out" : $"{value.DataType}{value.Shape}";

    /// <summary>What inputs are to be tried.</summary>
    /// <param name="Kind">How much the rows differ.</param>
    /// <param name="Place">How many of the lengths that the model takes are passed over, if it takes as many.</param>
    private readonly record struct TrialPlan(ProbeKind Kind, int Place)
    {
        public bool WithOptional { get; init; }

        public bool IsSecond { get; init; }

        /// <summary>Whether it is tried only when nothing else could be run.</summary>
        public bool IsLastResort { get; init; }
    }
}
