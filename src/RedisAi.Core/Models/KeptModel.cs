using RedisAi.Backends;
using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>What a storage is to keep of a model that is about to be loaded; taken before, so that a file that changes meanwhile is noticed.</summary>
/// <param name="Head">What is said of it; null when it cannot be kept.</param>
/// <param name="Contents">Its file, the files that it needs besides, and its initial states.</param>
/// <param name="Reason">Why it cannot be kept, as the end of a sentence; null when it can.</param>
internal sealed record KeptModel(ModelHead? Head, IReadOnlyList<DurableContent> Contents, string? Reason)
{
    /// <summary>The name of the content that is the model's own file.</summary>
    public const string FileName = "model";

    /// <summary>In front of the names of contents that are other files, by what the model calls them.</summary>
    public const string ExternalPrefix = "file:";

    public static KeptModel Create(ModelLoad load, ModelContent content, IBackend backend)
    {
        ModelOptions options = load.Chosen.Options;
        if (content.Function is not null)
        {
            return Not("it is a C# function");
        }

        if (ModelOptionsJson.Undurable(options) is { } undurable)
        {
            return Not(undurable);
        }

        try
        {
            ModelHead head = new()
            {
                Backend = backend.Name,
                FileName = Path.GetFileName(content.Path),
                Notes = load.Notes,
                Options = OptionsOf(options),
            };
            return new KeptModel(head, [.. Files(content, backend.FindExternalFiles(content, options)), .. ModelOptionsJson.InitialStates(options)], Reason: null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelLoadException)
        {
            // The backend will not take it either, and says so.
            return Not($"its files cannot be read: {error.Message}");
        }
    }

    /// <summary>The files of a model as contents.</summary>
    public static IEnumerable<DurableContent> Files(ModelContent content, IReadOnlyList<ExternalFile> external) =>
        external.Select(static file => DurableContent.Of(ExternalPrefix + file.Location, new StampedFile(file.Path)))
            .Prepend(content.Path is { } path ? DurableContent.Of(FileName, new StampedFile(path)) : DurableContent.Of(FileName, content.Bytes));

    /// <summary>Options as JSON.</summary>
    public static byte[] OptionsOf(ModelOptions options) => DurableJson.Write(json => ModelOptionsJson.Write(json, options));

    private static KeptModel Not(string reason) => new(null, [], reason);
}
