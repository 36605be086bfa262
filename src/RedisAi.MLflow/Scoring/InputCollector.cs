using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Takes the inputs of one request, and makes the tensors of them. Used again for other requests, one at a time.</summary>
internal sealed class InputCollector : IDisposable
{
    private readonly ElementSink[] _sinks;
    private readonly AiTensor?[] _tensors;
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);

    /// <param name="binding">How requests give the inputs.</param>
    /// <param name="takesMissingTexts">Whether the model takes the empty text for a missing one.</param>
    public InputCollector(InputBinding binding, bool takesMissingTexts)
    {
        Binding = binding;
        _tensors = new AiTensor?[binding.Inputs.Count];
        _sinks = new ElementSink[binding.Inputs.Count];
        for (int i = 0; i < _sinks.Length; i++)
        {
            BoundInput input = binding.Inputs[i];

            // What Python makes of a table is single precision, where nobody says otherwise.
            TensorDataType type = input.DataType == TensorDataType.Undefined && binding.Form == BindingForm.Matrix ? TensorDataType.Float32 : input.DataType;
            _sinks[i] = ElementSinks.Create(type, input.Rules, input.Name, takesMissingTexts);
        }
    }

    public InputBinding Binding { get; }

    /// <summary>Whether the request is of the form without a word for its inputs, which is answered in the same form.</summary>
    public bool IsUnwrapped { get; set; }

    /// <summary>Whether what came are rows of a table.</summary>
    public bool IsTable { get; set; }

    /// <summary>Whether inputs may be missing, since the engine keeps them for a session.</summary>
    public bool AllowsMissing { get; set; }

    /// <summary>The tensors by the places of the inputs; null for those that were left out.</summary>
    public ReadOnlySpan<AiTensor?> Tensors => _tensors;

    public ElementSink SinkOf(BoundInput input) => _sinks[input.Place];

    /// <summary>Says that the request has a column that no input takes.</summary>
    public void Drop(string name)
    {
        if (Binding.Dropped.Contains(name, StringComparer.Ordinal))
        {
            _dropped.Add(name);
        }
    }

    /// <summary>Notes that something without which the model or its signature cannot be served was not given.</summary>
    /// <exception cref="MlflowException">There is such an input; all of them are named.</exception>
    public void ThrowIfMissing()
    {
        if (AllowsMissing)
        {
            return;
        }

        List<string>? demanded = null;
        List<string>? needed = null;
        foreach (BoundInput input in Binding.Inputs)
        {
            if (_sinks[input.Place].IsTouched || (!input.IsDemanded && (!input.IsNeeded || ParameterDefaults.Has(input))))
            {
                continue;
            }

            (input.IsDemanded ? demanded ??= [] : needed ??= []).Add(input.Name.Length == 0 ? input.Spec.Name : input.Name);
        }

        foreach (string column in Binding.Dropped)
        {
            if (!_dropped.Contains(column))
            {
                (demanded ??= []).Add(column);
            }
        }

        if (demanded is not null)
        {
            throw ScoringError.Missing(demanded, Binding.Signature);
        }

        if (needed is not null)
        {
            throw ScoringError.BadRequest($"The model cannot run without {string.Join(", ", needed.Select(static name => $"'{name}'"))}, whatever its signature says of that.");
        }
    }

    /// <summary>Makes the tensors; <see cref="Clear"/> disposes them.</summary>
    /// <exception cref="MlflowException">Something is missing, or of another shape.</exception>
    public void Complete()
    {
        ThrowIfMissing();
        foreach (BoundInput input in Binding.Inputs)
        {
            ElementSink sink = _sinks[input.Place];
            if (!sink.IsTouched)
            {
                ParameterDefaults.Read(input, sink);
            }

            if (sink.IsTouched)
            {
                _tensors[input.Place] = sink.ToTensor(ShapeOf(input, sink));
            }
        }
    }

    /// <summary>Forgets the request, and disposes its tensors.</summary>
    public void Clear()
    {
        IsUnwrapped = false;
        IsTable = false;
        AllowsMissing = false;
        _dropped.Clear();
        Array.ForEach(_sinks, static sink => sink.Clear());
        for (int i = 0; i < _tensors.Length; i++)
        {
            _tensors[i]?.Dispose();
            _tensors[i] = null;
        }
    }

    public void Dispose()
    {
        Clear();
        Array.ForEach(_sinks, static sink => sink.Dispose());
    }

    private TensorShape ShapeOf(BoundInput input, ElementSink sink)
    {
        TensorShape came = TensorShape.Create(sink.Lengths);
        bool isColumn = input.Field is { IsTensor: false } || Binding.Form == BindingForm.Matrix;
        bool mayReshape = IsTable || IsUnwrapped || isColumn || input.Parameter is not null;
        TensorShape? declared = input.Field is { IsTensor: true } field ? ShapeFit.Find(came, field.Shape, mayReshape) : came;
        TensorShape? fitting = declared is null ? null : ShapeFit.Find(declared, input.Spec.Shape, mayReshape);
        if (fitting is not null)
        {
            return fitting;
        }

        string message = $"{sink.Subject} has the shape {came}; it takes {(declared is null ? input.RequestShape : input.Spec.Shape)}.{(came.Rank == input.RequestShape.Dimensions.Length - 1 ? " A single row needs brackets of its own: [[...]]." : "")}";
        throw Binding.HasSchema ? ScoringError.Mismatch(message) : ScoringError.BadRequest(message);
    }
}
