namespace RedisAi.Models;

/// <summary>The options of a version that is stored, and where they come from.</summary>
/// <param name="Options">The options.</param>
/// <param name="KeptFrom">The version whose options they are, since none were given; 0 for none.</param>
internal readonly record struct ChosenOptions(ModelOptions Options, int KeptFrom)
{
    /// <summary>What a message about options says where the caller has given none; empty where he has.</summary>
    public string Remark => KeptFrom == 0 ? "" : $" (options kept from version {KeptFrom}; pass new ModelOptions() to start afresh)";

    /// <summary>What the caller gives, else what is there; but for a backend that was named for a model of another kind.</summary>
    public static ChosenOptions Of(ModelOptions? given, ModelVersion? present, ModelSource source)
    {
        if (given is not null || present is null)
        {
            return new ChosenOptions(given ?? new ModelOptions(), KeptFrom: 0);
        }

        return new ChosenOptions(For(source, present.Options.Copy()), present.Number);
    }

    /// <summary>Options that were given for another source: no backend runs a function.</summary>
    public static ModelOptions For(ModelSource source, ModelOptions options)
    {
        if (source.IsFunction)
        {
            options.Backend = null;
        }

        return options;
    }
}
