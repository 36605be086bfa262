using System.Text.Json;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>Settings of a backend that code gives which does not know the backend.</summary>
public sealed class BackendOptionsAsDataTests
{
    [Fact]
    public void What_is_given_as_data_is_there_when_the_backend_asks()
    {
        ModelOptions options = new();

        options.SetBackendOptions("settings", Parse("""{"level":5}"""));

        Settings settings = options.GetBackendOptions<Settings>();
        Assert.Equal((5, "plain"), (settings.Level, settings.Kind));
    }

    [Fact]
    public void Settings_that_are_there_keep_what_the_data_does_not_say()
    {
        ModelOptions options = new();
        options.GetBackendOptions<Settings>().Kind = "own";

        options.SetBackendOptions("settings", Parse("""{"level":5}"""));

        Settings settings = options.GetBackendOptions<Settings>();
        Assert.Equal((5, "own"), (settings.Level, settings.Kind));
    }

    [Fact]
    public void Of_data_given_twice_each_part_counts_and_the_later_wins()
    {
        ModelOptions options = new();

        options.SetBackendOptions("settings", Parse("""{"level":5,"kind":"first"}"""));
        options.SetBackendOptions("settings", Parse("""{"level":6}"""));

        Assert.Equal("""{"level":6,"kind":"first"}""", Written(options));
        Settings settings = options.GetBackendOptions<Settings>();
        Assert.Equal((6, "first"), (settings.Level, settings.Kind));
    }

    [Fact]
    public void Copies_have_them_too_and_later_changes_do_not_reach_a_copy()
    {
        ModelOptions options = new();
        options.SetBackendOptions("settings", Parse("""{"level":5}"""));

        ModelOptions copy = options.Copy();
        options.SetBackendOptions("settings", Parse("""{"level":6}"""));

        Assert.Equal(5, copy.GetBackendOptions<Settings>().Level);
        Assert.Equal(6, options.GetBackendOptions<Settings>().Level);
    }

    [Fact]
    public void Settings_of_a_backend_that_nobody_asks_for_are_kept_as_they_were_given()
    {
        ModelOptions options = new();

        options.SetBackendOptions("other", Parse("""{"deep":{"er":[1,2]}}"""));
        options.GetBackendOptions<Settings>().Level = 1;

        Assert.Equal("""{"level":1,"kind":"plain"}""", Written(options));
        Assert.Equal("""{"deep":{"er":[1,2]}}""", Written(options, "other"));
    }

    [Fact]
    public void What_is_no_object_is_refused()
    {
        ModelOptions options = new();

        ArgumentException error = Assert.Throws<ArgumentException>(() => options.SetBackendOptions("settings", Parse("[1]")));

        Assert.Contains("The settings for 'settings' are Array; a JSON object is needed.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => options.SetBackendOptions("", Parse("{}")));
    }

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>What a storage would keep of the settings.</summary>
    private static string Written(ModelOptions options, string name = "settings")
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            options.WriteTo(json);
            json.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.GetProperty("backendOptions").GetProperty(name).GetRawText();
    }

    private sealed class Settings : IDurableOptions
    {
        public int Level { get; set; }

        public string Kind { get; set; } = "plain";

        public string DurableName => "settings";

        public void WriteTo(Utf8JsonWriter json)
        {
            json.WriteNumber("level", Level);
            json.WriteString("kind", Kind);
        }

        public void ReadFrom(JsonElement json)
        {
            Level = json.TryGetProperty("level", out JsonElement level) ? level.GetInt32() : Level;
            Kind = json.TryGetProperty("kind", out JsonElement kind) ? kind.GetString() ?? Kind : Kind;
        }

        public object Clone() => MemberwiseClone();
    }
}
