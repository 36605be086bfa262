namespace RedisAi.Importers.TorchExport;

/// <summary>An operator of PyTorch's own library, as a graph names it: <c>torch.ops.aten.NAME.OVERLOAD</c>.</summary>
/// <param name="Name">Its name; an identifier.</param>
/// <param name="Overload">Which of those of that name.</param>
internal sealed record AtenOperator(string Name, string Overload)
{
    private const string Prefix = "torch.ops.aten.";

    /// <summary>What checks what a graph takes for granted, and computes nothing.</summary>
    private static readonly HashSet<string> s_assertions = new(StringComparer.Ordinal)
    {
        "_assert_async", "_assert_scalar", "_assert_tensor_metadata", "_functional_assert_async", "_functional_assert_scalar", "sym_constrain_range", "sym_constrain_range_for_size",
        "_functional_sym_constrain_range", "_functional_sym_constrain_range_for_size",
    };

    /// <summary>What gives its first argument itself, where no gradients are.</summary>
    private static readonly HashSet<string> s_identities = new(StringComparer.Ordinal) { "alias", "detach", "detach_", "lift_fresh" };

    private static readonly Dictionary<string, string> s_renamed = new(StringComparer.Ordinal)
    {
        ["sym_size"] = "size",
        ["sym_numel"] = "numel",
        ["sym_stride"] = "stride",
        ["sym_storage_offset"] = "storage_offset",
        ["_local_scalar_dense"] = "item",
        ["lift_fresh_copy"] = "clone",
        ["_unsafe_index"] = "index",
        ["_unsafe_index_put"] = "index_put",
    };

    /// <summary>Whether it computes nothing.</summary>
    public bool IsAssertion => s_assertions.Contains(Name);

    /// <summary>Whether it gives its first argument.</summary>
    public bool IsIdentity => s_identities.Contains(Name);

    /// <summary>What TorchScript calls it.</summary>
    public string ScriptName => s_renamed.GetValueOrDefault(Name, Name);

    /// <summary>Whether older versions want an integer where newer ones take any number.</summary>
    public bool TakesIntegerFor(string argument) => argument == "correction" && Name is "var" or "std" or "var_mean" or "std_mean";

    /// <summary>Whether an argument divides: 0 for it ends the process in what libtorch makes of such an operator when it optimises, without a check.</summary>
    public bool DividesBy(string argument) =>
        argument is "stride" or "dilation" or "groups" or "kernel_size" && (Name.Contains("conv", StringComparison.Ordinal) || Name.Contains("pool", StringComparison.Ordinal));

    /// <summary>Reads the target of a node; null when it is no operator of this library.</summary>
    public static AtenOperator? Parse(string target)
    {
        if (!target.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = target[Prefix.Length..].Split('.');
        return parts is [string name, string overload] && ScriptNames.IsIdentifier(name) && ScriptNames.IsIdentifier(overload) ? new AtenOperator(name, overload) : null;
    }
}
