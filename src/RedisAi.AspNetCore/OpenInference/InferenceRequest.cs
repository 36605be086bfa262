namespace RedisAi.AspNetCore.OpenInference;

/// <summary>A request to run a model, as it was read.</summary>
internal sealed class InferenceRequest : IDisposable
{
    private List<RequestedOutput>? _outputs;

    /// <summary>What the client calls the request, to be given back to it; null for nothing.</summary>
    public string? Id { get; set; }

    /// <summary>The inputs by their names; this owns them.</summary>
    public NamedTensors Inputs { get; } = new();

    /// <summary>What else is asked for.</summary>
    public InferenceParameters Parameters;

    /// <summary>How many outputs are asked for; 0 stands for all.</summary>
    public int OutputCount => _outputs?.Count ?? 0;

    /// <summary>Asks for an output; false when it was asked for before.</summary>
    public bool TryAddOutput(RequestedOutput output)
    {
        if (Find(output.Name) is not null)
        {
            return false;
        }

        (_outputs ??= []).Add(output);
        return true;
    }

    /// <summary>Whether an output is wanted, and as what.</summary>
    public bool Wants(string name, out bool isBinary)
    {
        isBinary = Parameters.IsBinary;
        if (_outputs is null)
        {
            return true;
        }

        RequestedOutput? output = Find(name);
        isBinary = output?.IsBinary ?? isBinary;
        return output is not null;
    }

    /// <summary>An output that is asked for and not among those that a run has given; null when there is none.</summary>
    public string? FindAbsent(IReadOnlyList<TensorSpec> given)
    {
        if (_outputs is null)
        {
            return null;
        }

        foreach (RequestedOutput output in _outputs)
        {
            if (!Contains(given, output.Name))
            {
                return output.Name;
            }
        }

        return null;
    }

    /// <summary>Gives up the inputs; further calls do nothing.</summary>
    public void Dispose()
    {
        foreach ((string _, AiTensor tensor) in Inputs)
        {
            tensor.Dispose();
        }
    }

    private RequestedOutput? Find(string name)
    {
        if (_outputs is null)
        {
            return null;
        }

        foreach (RequestedOutput output in _outputs)
        {
            if (output.Name == name)
            {
                return output;
            }
        }

        return null;
    }

    private static bool Contains(IReadOnlyList<TensorSpec> outputs, string name)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
