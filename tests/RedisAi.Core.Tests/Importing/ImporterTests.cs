using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using RedisAi.Tests.Persistence;
using Xunit;

namespace RedisAi.Tests.Importing;

/// <summary>Models that an importer reads before a backend loads them.</summary>
public sealed class ImporterTests
{
    private static readonly ModelSource s_foreign = ModelSource.FromBytes("FOREIGN model"u8.ToArray());

    [Fact]
    public async Task What_an_importer_recognizes_is_loaded_as_what_it_gives()
    {
        string? loaded = null;
        FakeBackend backend = new() { Loading = (content, _, _) => loaded = System.Text.Encoding.ASCII.GetString(content.Bytes.Span) };
        RecordedLog log = new(LogLevel.Information);
        await using RedisAiEngine ai = new(Options(new ForeignImporter()), [backend], loggerFactory: log);

        ModelInfo model = await ai.Models.StoreAsync("m", s_foreign);

        Assert.Equal("FAKE model", loaded);
        Assert.Equal("FAKE", model.Backend);
        Assert.Contains(log.Entries, static entry => entry.Id.Id == 109 && entry.Message.Contains("Foreign", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_no_importer_recognizes_is_loaded_as_it_is()
    {
        await using RedisAiEngine ai = new(Options(new ForeignImporter()), [new FakeBackend()]);

        ModelInfo model = await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal("FAKE", model.Backend);
    }

    [Fact]
    public async Task A_model_that_neither_backends_nor_importers_recognize_is_told_without_a_package_that_is_there()
    {
        await using RedisAiEngine ai = new(Options(new ForeignImporter()), [new FakeBackend()]);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(new byte[77])));

        Assert.Equal(
            "Neither the backends (FAKE, FUNCTION) nor the importers (Foreign) recognize the model 'm' (a model of 77 bytes); name a backend in ModelOptions.Backend, or add the backend or the importer that reads it.",
            error.Message);
    }

    [Fact]
    public async Task A_model_that_cannot_be_imported_is_told_with_its_format_and_the_reason()
    {
        await using RedisAiEngine ai = new(Options(new ForeignImporter { Failure = "The tree 3 has no end." }), [new FakeBackend()]);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", s_foreign));

        Assert.Equal("The model 'm' (a model of 13 bytes) could not be imported from Foreign. The tree 3 has no end.", error.Message);
    }

    [Fact]
    public async Task Another_backend_than_the_one_that_runs_it_is_refused()
    {
        await using RedisAiEngine ai = new(Options(new ForeignImporter()), [new FakeBackend(), new FakeBackend(name: "OTHER")]);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", s_foreign, new ModelOptions { Backend = "OTHER" }));

        Assert.EndsWith("It is a model of Foreign, which the backend FAKE runs; OTHER was asked for.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_refuses_what_was_imported_calls_it_by_its_old_name()
    {
        FakeBackend backend = new() { Loading = static (_, _, _) => throw new ModelLoadException("It is too large.") };
        await using RedisAiEngine ai = new(Options(new ForeignImporter()), [backend]);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", s_foreign));

        Assert.StartsWith("The model 'm' (a model of 13 bytes) could not be loaded. It is too large.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_keeps_what_was_imported_and_no_importer_is_needed_to_bring_it_back()
    {
        FakeStorage storage = new();
        await using (RedisAiEngine ai = new(Options(new ForeignImporter(), storage), [new FakeBackend()]))
        {
            await ai.Models.StoreAsync("m", s_foreign);
        }

        CatalogLife next = new(storage.Reopened());
        Assert.Empty(await next.Ai.RestoreAsync());

        Assert.Equal("FAKE model", Assert.Single(next.Loaded).Text);
        await next.DisposeAsync();
    }

    private static RedisAiOptions Options(IModelImporter importer, IDurableStorage? storage = null)
    {
        RedisAiOptions options = new() { Storage = storage };
        options.Importers.Add(importer);
        return options;
    }

    /// <summary>Takes texts that begin with FOREIGN for such as the fake backend runs.</summary>
    private sealed class ForeignImporter : IModelImporter
    {
        public string Format => "Foreign";

        public string? Failure { get; init; }

        public bool Recognizes(ModelContent content) => content.Head.Span.StartsWith("FOREIGN"u8);

        public ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
        {
            using StreamReader reader = new(content.OpenRead());
            string text = reader.ReadToEnd();
            return Failure is null
                ? new ImportedModel("FAKE", System.Text.Encoding.ASCII.GetBytes(text.Replace("FOREIGN", "FAKE", StringComparison.Ordinal)))
                : throw new ModelLoadException(Failure);
        }
    }
}
