using RedisAi.MLflow.Deployments;

namespace RedisAi.MLflow.Tests.Deployments;

/// <summary>What is noted with a deployed model.</summary>
public sealed class DeploymentFactsTests
{
    private const string Inputs = """[{"type":"double","name":"a"}]""";

    [Fact]
    public void What_is_noted_is_read_again()
    {
        ScoringContract contract = new(MlflowSignature.Parse(Inputs, """[{"type":"long"}]""", """[{"name":"t","default":0.7,"shape":null,"type":"double"}]"""), PredictionForm.First) { MlflowVersion = "3.17.2", TakesMissingTexts = true };
        DeploymentFacts noted = new("models:/m/3", "sklearn", contract) { ModelId = "m-1", ModelVersion = "3", RunId = "r", Digest = "d" };
        Dictionary<string, string> metadata = [];

        noted.WriteTo(metadata);

        Assert.True(DeploymentFacts.TryRead(metadata, out DeploymentFacts? read));
        Assert.Equal(noted with { Contract = read.Contract }, read);
        Assert.Equal((contract.Predictions, contract.MlflowVersion, true), (read.Contract.Predictions, read.Contract.MlflowVersion, read.Contract.TakesMissingTexts));
        Assert.Equal((contract.Signature!.ToString(), "t"), (read.Contract.Signature!.ToString(), Assert.Single(read.Contract.Signature.Parameters).Name));
    }

    [Theory]
    [InlineData("mlflow.predictions", "Neither")]
    [InlineData("mlflow.signature.inputs", "{")]
    public void What_somebody_else_has_written_is_passed_over(string name, string text)
    {
        Dictionary<string, string> metadata = [];
        new DeploymentFacts("models:/m/3", "onnx", new ScoringContract(MlflowSignature.Parse(Inputs), PredictionForm.Named)).WriteTo(metadata);
        metadata[name] = text;

        Assert.False(DeploymentFacts.TryRead(metadata, out _));
    }

    [Fact]
    public void Model_that_was_not_deployed_has_none() => Assert.False(DeploymentFacts.TryRead(new Dictionary<string, string>(), out _));
}
