using RedisAi.Backends;
using RedisAi.Errors;
using RedisAi.Signatures;
using RedisAi.Tensors;

namespace RedisAi.Execution;

/// <summary>Checks a call's inputs against a signature, and takes references on them.</summary>
internal sealed class InputBinder
{
    private readonly string _model;
    private readonly TensorSpec[] _specs;

    // As many as a positional call must give: only optional ones follow.
    private readonly int _needed;

    // The shape last accepted for each input: shapes that come again are the same object, so one comparison is enough. Written by any
    // thread; each sees some accepted shape.
    private readonly TensorShape?[] _accepted;

    // Where each input is among those of the model.
    private readonly int[] _places;

    // Inputs that the caller does not give, for the message to one who does.
    private readonly string _elsewhere;

    private readonly EqualLengths _lengths;

    /// <param name="model">The key of the model.</param>
    /// <param name="signature">What it takes.</param>
    /// <param name="states">The places of inputs that the engine gives.</param>
    public InputBinder(string model, ModelSignature signature, params ReadOnlySpan<int> states)
    {
        _model = model;
        int[] given = states.ToArray();
        _places = [.. Enumerable.Range(0, signature.Inputs.Count).Except(given)];
        _specs = [.. _places.Select(place => signature.Inputs[place])];
        _elsewhere = given.Length == 0 ? "" : $" (with a session, the engine keeps {string.Join(", ", given.Select(place => $"'{signature.Inputs[place].Name}'"))})";
        _needed = Array.FindLastIndex(_specs, static spec => !spec.IsOptional) + 1;
        _accepted = new TensorShape?[_specs.Length];
        _lengths = new EqualLengths(model, signature, states);
    }

    /// <summary>What a caller is told besides who gives too few inputs; a sentence.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>What refuses values; null when all are taken.</summary>
    public IInputCheck? Values { get; init; }

    /// <summary>Takes positional inputs.</summary>
    /// <param name="tensors">The caller's handles; optional inputs at the end may be left out.</param>
    /// <param name="values">All empty; takes the values, each with a reference; those set are released by the caller if this throws.</param>
    public void Bind(ReadOnlySpan<AiTensor> tensors, Span<TensorValue> values)
    {
        if (tensors.Length != _specs.Length && (tensors.Length < _needed || tensors.Length > _specs.Length))
        {
            throw WrongCount(tensors.Length);
        }

        for (int i = 0; i < tensors.Length; i++)
        {
            ref TensorValue value = ref values[_places[i]];
            value = (tensors[i] ?? throw NullInput(i)).Lease();
            Check(i, in value);
        }

        _lengths.ThrowIfDifferent(values);
    }

    /// <summary>Takes positional inputs that are no handles.</summary>
    /// <param name="given">Borrowed; optional inputs may be empty, and those at the end left out.</param>
    /// <param name="values">All empty; takes the values, each with a reference; those set are released by the caller if this throws.</param>
    public void Bind(ReadOnlySpan<TensorValue> given, Span<TensorValue> values)
    {
        if (given.Length < _needed || given.Length > _specs.Length)
        {
            throw WrongCount(given.Length);
        }

        for (int i = 0; i < given.Length; i++)
        {
            if (given[i].IsEmpty && _specs[i].IsOptional)
            {
                continue;
            }

            ref TensorValue value = ref values[_places[i]];
            value = given[i].IsEmpty ? throw NullInput(i) : given[i].AddReference();
            Check(i, in value);
        }

        _lengths.ThrowIfDifferent(values);
    }

    /// <summary>Takes inputs by name.</summary>
    /// <param name="tensors">The caller's handles; optional inputs may be left out.</param>
    /// <param name="values">All empty; takes the values, each with a reference; those set are released by the caller if this throws.</param>
    public void Bind(NamedTensors tensors, Span<TensorValue> values)
    {
        int bound = 0;
        for (int i = 0; i < _specs.Length; i++)
        {
            if (!tensors.TryGet(_specs[i].Name, out AiTensor? tensor))
            {
                if (_specs[i].IsOptional)
                {
                    continue;
                }

                throw Missing(_specs[i], tensors);
            }

            ref TensorValue value = ref values[_places[i]];
            value = tensor.Lease();
            Check(i, in value);
            bound++;
        }

        if (tensors.Count != bound)
        {
            throw UnknownInput(tensors);
        }

        _lengths.ThrowIfDifferent(values);
    }

    private void Check(int index, in TensorValue value)
    {
        TensorSpec spec = _specs[index];
        bool typeFits = spec.TakesType(value.DataType);
        if (!typeFits || !ReferenceEquals(_accepted[index], value.Shape))
        {
            CheckShape(index, spec, in value, typeFits);
        }

        if (Values is not null && Values.FindFault(_places[index], in value) is { } fault)
        {
            throw Mismatch(spec.Name, spec.TypeAndShape, $"{value.DataType}{value.Shape}", $"Input '{spec.Name}' of model '{_model}' {fault}.");
        }
    }

    private void CheckShape(int index, TensorSpec spec, in TensorValue value, bool typeFits)
    {
        if (!typeFits || !spec.Shape.Accepts(value.Shape))
        {
            string actual = $"{value.DataType}{value.Shape}";
            string remedy = !typeFits && spec.Shape.Accepts(value.Shape) && spec.DataType != TensorDataType.String && value.DataType != TensorDataType.String ? " ConvertTo converts it." : "";
            throw Mismatch(spec.Name, spec.TypeAndShape, actual, $"Input '{spec.Name}' of model '{_model}' is {actual}; the model takes {spec.TypeAndShape}.{remedy}");
        }

        _accepted[index] = value.Shape;
    }

    private TensorMismatchException WrongCount(int count)
    {
        string range = _needed == _specs.Length ? "" : $"{_needed} to ";
        string names = _specs.Length == 0 ? "" : $" ({Names})";
        return Mismatch(
            "inputs",
            range + Counted.Of(_specs.Length, "tensor"),
            $"{count}",
            $"Model '{_model}' takes {range}{Counted.Of(_specs.Length, "input")}{names}{_elsewhere}; {Counted.Given(count)}.{(count < _needed ? Remedy : "")}");
    }

    /// <summary>A name that is mistaken is both unknown and the reason why another is missing.</summary>
    private TensorMismatchException Missing(TensorSpec spec, NamedTensors tensors) => Mismatch(
        spec.Name,
        spec.TypeAndShape,
        "nothing",
        FindUnknown(tensors) is { } unknown
            ? $"Model '{_model}' has no input '{unknown}'{_elsewhere}, and its input '{spec.Name}' is missing; it takes {spec.TypeAndShape}.{Remedy}"
            : $"Input '{spec.Name}' of model '{_model}' is missing; it takes {spec.TypeAndShape}.{Remedy}");

    private string? FindUnknown(NamedTensors tensors) =>
        tensors.Select(static tensor => tensor.Key).FirstOrDefault(name => !Array.Exists(_specs, spec => spec.Name == name));

    private TensorMismatchException UnknownInput(NamedTensors tensors)
    {
        string unknown = FindUnknown(tensors)!;
        return Mismatch(unknown, Names, unknown, $"Model '{_model}' has no input '{unknown}'; it takes {Names}{_elsewhere}.");
    }

    private TensorMismatchException NullInput(int index) => Mismatch(
        _specs[index].Name, _specs[index].TypeAndShape, "null", $"Input '{_specs[index].Name}' of model '{_model}' is null; it takes {_specs[index].TypeAndShape}.");

    private string Names => string.Join(", ", _specs.Select(static spec => $"'{spec.Name}'"));

    private static TensorMismatchException Mismatch(string name, string expected, string actual, string message) => new(name, expected, actual, message);
}
