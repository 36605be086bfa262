using RedisAi.Tensors;

namespace RedisAi.Signatures;

/// <summary>The dimensions of a model's inputs that it declares under one name, such as <c>batch</c>: in a call they have one length.</summary>
/// <remarks>Runtimes do not see to it: where one length is 1 they repeat it, and the answer is that to another question.</remarks>
internal sealed class EqualLengths
{
    private readonly string _model;
    private readonly IReadOnlyList<TensorSpec> _inputs;

    // Dimensions of one name follow each other; those whose name comes once are left out.
    private readonly Place[] _places;

    /// <param name="model">The key of the model.</param>
    /// <param name="signature">What it takes.</param>
    /// <param name="without">The places of inputs that are not looked at.</param>
    public EqualLengths(string model, ModelSignature signature, params ReadOnlySpan<int> without)
    {
        _model = model;
        _inputs = signature.Inputs;
        Dictionary<string, List<Place>> named = [];
        for (int input = 0; input < _inputs.Count; input++)
        {
            ReadOnlySpan<string> symbols = without.Contains(input) ? [] : _inputs[input].Shape.Symbols;
            for (int axis = 0; axis < symbols.Length; axis++)
            {
                if (!string.IsNullOrEmpty(symbols[axis]))
                {
                    List<Place> same = named.TryGetValue(symbols[axis], out List<Place>? found) ? found : named[symbols[axis]] = [];
                    same.Add(new Place(input, axis, IsFirst: same.Count == 0));
                }
            }
        }

        _places = [.. named.Values.Where(static same => same.Count > 1).SelectMany(static same => same)];
    }

    /// <summary>Compares the lengths; for inputs of the declared ranks.</summary>
    /// <param name="inputs">All inputs in the order of the signature; empty ones are left out.</param>
    /// <param name="areStates">Whether what differs is a state, since the caller's inputs were compared before.</param>
    /// <exception cref="TensorMismatchException">Two lengths differ.</exception>
    public void ThrowIfDifferent(ReadOnlySpan<TensorValue> inputs, bool areStates = false)
    {
        long length = 0;
        Place? known = null;
        foreach (Place place in _places)
        {
            if (place.IsFirst)
            {
                known = null;
            }

            // Null where an optional input was left out.
            if (inputs[place.Input].Shape is not { } shape)
            {
                continue;
            }

            if (known is null)
            {
                (known, length) = (place, shape[place.Axis]);
            }
            else if (shape[place.Axis] != length)
            {
                throw Different(known.Value, length, place, shape[place.Axis], areStates);
            }
        }
    }

    private TensorMismatchException Different(Place first, long length, Place second, long other, bool areStates)
    {
        string name = _inputs[second.Input].Name;
        string symbol = _inputs[second.Input].Shape.Symbols[second.Axis];
        string what = first.Input == second.Input
            ? $"Input '{name}' of model '{_model}' disagrees with itself"
            : $"Inputs '{_inputs[first.Input].Name}' and '{name}' of model '{_model}' disagree";
        return new TensorMismatchException(name, $"{symbol} of {length}", $"{symbol} of {other}", $"{what} on '{symbol}': {length} and {other}.") { IsState = areStates };
    }

    /// <param name="Input">Which input.</param>
    /// <param name="Axis">Which of its dimensions.</param>
    /// <param name="IsFirst">Whether another name begins here.</param>
    private readonly record struct Place(int Input, int Axis, bool IsFirst);
}
