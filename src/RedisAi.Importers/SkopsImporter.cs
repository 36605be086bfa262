using RedisAi.Backends;
using RedisAi.Importers.LightGBM;
using RedisAi.Importers.Sklearn;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers;

/// <summary>Reads archives of skops: which library's model is in one decides who makes a graph of it.</summary>
internal sealed class SkopsImporter : IModelImporter
{
    /// <summary>The libraries by the first part of their modules.</summary>
    private static readonly Dictionary<string, Func<SkopsObject, ImportOptions, ReadOnlyMemory<byte>>> s_libraries = new(StringComparer.Ordinal)
    {
        ["sklearn"] = SklearnImport.ToOnnx,
        ["lightgbm"] = LightGbmSkops.ToOnnx,
    };

    public string Format => "skops";

    public bool Recognizes(ModelContent content) => (content.IsZip || SkopsFormat.IsNamedSo(content)) && SkopsArchive.IsOne(content);

    public ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        using SkopsArchive archive = SkopsArchive.Open(content, cancellationToken);
        string library = archive.Root.Class.Split('.')[0];
        return s_libraries.TryGetValue(library, out Func<SkopsObject, ImportOptions, ReadOnlyMemory<byte>>? toOnnx)
            ? new ImportedModel("ONNX", toOnnx(archive.Root, options.GetBackendOptions<ImportOptions>()))
            : throw new ModelLoadException($"The archive holds a {archive.Root.Class}; models of {string.Join(" and ", s_libraries.Keys)} are supported.");
    }
}
