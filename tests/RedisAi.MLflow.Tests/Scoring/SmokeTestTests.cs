using System.Text;
using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Tests.Folders;

namespace RedisAi.MLflow.Tests.Scoring;

public sealed class SmokeTestTests
{
    private const string Example = "saved_input_example_info: {artifact_path: input_example.json, type: ndarray, serving_input_path: serving_input_example.json}\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Example_of_a_folder_is_scored_with_the_loaded_model()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", signature: Example);
        folder.Write("serving_input_example.json", """{"inputs":{"a":[[1,2]],"b":[[3,4]]}}""");
        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", opened.Source, opened.CreateOptions(), Token);

        Assert.True(await opened.SmokeTestAsync(ai.Models["m"], Token));
        Assert.Equal("""{"predictions":{"c":[[4.0,6.0]]}}""", Encoding.UTF8.GetString((await SmokeTest.RunAsync(ai.Models["m"], opened.Contract, opened.ReadServingExample(), Token)).Span));
    }

    [Theory]
    [InlineData("""{"inputs":{"a":[[1,2]]}}""", "The model 'm' fails on the example that it was logged with, so it is not put in place: The model cannot run without 'b'")]
    [InlineData("""{"inputs":{"a":[[1,2]],"b":[[3,4,5]]}}""", "The model 'm' fails on the example")]
    [InlineData("{", "The model 'm' fails on the example that it was logged with, so it is not put in place: The body is no JSON")]
    public async Task Model_that_fails_on_its_example_is_told(string example, string sentence)
    {
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", signature: Example);
        folder.Write("serving_input_example.json", example);
        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", opened.Source, opened.CreateOptions(), Token);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => opened.SmokeTestAsync(ai.Models["m"], Token));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_without_an_example_is_not_tried()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", opened.Source, opened.CreateOptions(), Token);

        Assert.Null(opened.ReadServingExample());
        Assert.False(await opened.SmokeTestAsync(ai.Models["m"], Token));
    }

    [Fact]
    public void Example_that_is_named_must_be_there_and_within_the_folder()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", signature: Example);
        using ModelFolder escape = ModelFolder.WithOnnx("add_dynamic", signature: Example.Replace("serving_input_example.json", "../secret.json", StringComparison.Ordinal));
        File.WriteAllText(escape.Outside("secret.json"), "{}");

        Assert.Contains("needs the file 'serving_input_example.json'", Assert.Throws<MlflowException>(MlflowModelFolder.Open(folder.Path).ReadServingExample).Message, StringComparison.Ordinal);
        Assert.Contains("names '../secret.json', which is not within it", Assert.Throws<MlflowException>(MlflowModelFolder.Open(escape.Path).ReadServingExample).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_that_is_overloaded_says_nothing_of_the_model()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static _ => throw new EngineOverloadedException(TimeSpan.FromSeconds(1))), cancellationToken: Token);

        await Assert.ThrowsAsync<EngineOverloadedException>(() => SmokeTest.RunAsync(ai.Models["m"], new ScoringContract(null, PredictionForm.Named), "{\"inputs\":[1]}"u8.ToArray(), Token));
    }
}
