namespace RedisAi.Importers.TorchExport;

/// <summary>Finds out whether a program changes its own weights, by following views of them.</summary>
internal sealed class StateTracking
{
    /// <summary>What the source calls weights by.</summary>
    private const string Weight = "self.";

    /// <summary>What may give a view of its first argument.</summary>
    private static readonly HashSet<string> s_views = new(StringComparer.Ordinal)
    {
        "_reshape_alias", "_unsafe_view", "adjoint", "as_strided", "broadcast_to", "chunk", "contiguous", "diagonal", "dropout", "expand", "expand_as", "flatten", "mH", "mT", "movedim", "moveaxis",
        "narrow", "permute", "ravel", "real", "reshape", "reshape_as", "select", "slice", "split", "split_with_sizes", "squeeze", "swapaxes", "swapdims", "t", "tensor_split", "to", "transpose",
        "type_as", "unbind", "unflatten", "unfold", "unsafe_chunk", "unsafe_split", "unsqueeze", "view", "view_as", "view_as_complex", "view_as_real",
    };

    /// <summary>What changes running statistics, if it is told that this is training.</summary>
    private static readonly HashSet<string> s_statistics = new(StringComparer.Ordinal) { "_native_batch_norm_legit", "batch_norm", "instance_norm", "native_batch_norm" };

    private readonly HashSet<string> _views = new(StringComparer.Ordinal);

    /// <summary>Whether it does.</summary>
    public bool ChangesState { get; private set; }

    /// <summary>Takes note of what the graph says itself.</summary>
    public void NoteChange() => ChangesState = true;

    /// <summary>Follows an operator.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments, as the source has them.</param>
    /// <param name="results">The variables of its results.</param>
    public void Follow(string name, IReadOnlyList<string> arguments, IEnumerable<string> results)
    {
        ChangesState |= s_statistics.Contains(name) && IsTraining(arguments) && arguments.Any(IsWeight);
        bool inPlace = name.EndsWith('_') && !name.EndsWith("__", StringComparison.Ordinal);
        if (arguments.Count == 0 || !IsWeight(arguments[0]) || !(inPlace || s_views.Contains(name)))
        {
            return;
        }

        ChangesState |= inPlace;
        _views.UnionWith(results);
    }

    /// <summary>The sixth argument of all of them says so.</summary>
    private static bool IsTraining(IReadOnlyList<string> arguments) =>
        arguments.ElementAtOrDefault(5) == "True" || arguments.Contains("training=True", StringComparer.Ordinal) || arguments.Contains("use_input_stats=True", StringComparer.Ordinal);

    private bool IsWeight(string argument) => argument.StartsWith(Weight, StringComparison.Ordinal) || _views.Contains(argument);
}
