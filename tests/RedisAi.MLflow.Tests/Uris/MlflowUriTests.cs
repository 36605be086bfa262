namespace RedisAi.MLflow.Tests.Uris;

public sealed class MlflowUriTests
{
    private const string Id = "m-0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("models:/resnet/3", "resnet", "3", "")]
    [InlineData("models:/resnet/007", "resnet", "7", "")]
    [InlineData("models:/resnet/3/", "resnet", "3", "")]
    [InlineData("models:/resnet/3/sub/dir", "resnet", "3", "sub/dir")]
    [InlineData("models:/my model/12", "my model", "12", "")]
    [InlineData("  models:/resnet/3  ", "resnet", "3", "")]
    [InlineData("MODELS:/resnet/3", "resnet", "3", "")]
    public void A_number_is_a_version(string text, string name, string version, string path)
    {
        MlflowUri uri = MlflowUri.Parse(text);

        Assert.Equal((MlflowUriKind.ModelVersion, name, version, path), (uri.Kind, uri.ModelName, uri.Version, uri.Path));
    }

    [Theory]
    [InlineData("models:/resnet@champion", "resnet", "champion", "")]
    [InlineData("models:/a@b@champion", "a@b", "champion", "")]
    [InlineData("models:/resnet@champion/data", "resnet", "champion", "data")]
    public void What_follows_the_last_at_sign_is_an_alias(string text, string name, string alias, string path)
    {
        MlflowUri uri = MlflowUri.Parse(text);

        Assert.Equal((MlflowUriKind.ModelAlias, name, alias, path), (uri.Kind, uri.ModelName, uri.Alias, uri.Path));
    }

    [Theory]
    [InlineData("models:/resnet/latest", MlflowUriKind.LatestModelVersion, null)]
    [InlineData("models:/resnet/LATEST", MlflowUriKind.LatestModelVersion, null)]
    [InlineData("models:/resnet/Production", MlflowUriKind.ModelStage, "Production")]
    [InlineData("models:/resnet/staging", MlflowUriKind.ModelStage, "Staging")]
    [InlineData("models:/resnet/none", MlflowUriKind.ModelStage, "None")]
    [InlineData("models:/resnet/Archived/x", MlflowUriKind.ModelStage, "Archived")]
    public void Latest_and_stages_are_read_in_any_case(string text, MlflowUriKind kind, string? stage)
    {
        MlflowUri uri = MlflowUri.Parse(text);

        Assert.Equal((kind, "resnet", stage), (uri.Kind, uri.ModelName, uri.Stage));
    }

    [Theory]
    [InlineData($"models:/{Id}", Id, "")]
    [InlineData($"models:/{Id}/data/x", Id, "data/x")]
    [InlineData("models:/m-short", "m-short", "")]
    public void A_part_alone_is_a_logged_model(string text, string id, string path)
    {
        MlflowUri uri = MlflowUri.Parse(text);

        Assert.Equal((MlflowUriKind.LoggedModel, id, path), (uri.Kind, uri.ModelId, uri.Path));
    }

    [Fact]
    public void A_registered_model_may_have_a_name_like_an_identifier()
    {
        MlflowUri uri = MlflowUri.Parse($"models:/{Id}/3");

        Assert.Equal((MlflowUriKind.ModelVersion, Id, "3"), (uri.Kind, uri.ModelName, uri.Version));
    }

    [Theory]
    [InlineData("runs:/d4f0c8e1/model", "d4f0c8e1", "model")]
    [InlineData("runs:/d4f0c8e1/a//b/./c/", "d4f0c8e1", "a/b/c")]
    [InlineData("runs:/d4f0c8e1/100%25", "d4f0c8e1", "100%25")]
    public void A_path_of_a_run_is_written_in_the_usual_way(string text, string run, string path)
    {
        MlflowUri uri = MlflowUri.Parse(text);

        Assert.Equal((MlflowUriKind.Run, run, path), (uri.Kind, uri.RunId, uri.Path));
    }

    [Theory]
    [InlineData("mlflow-artifacts:/1/models/x", null, "1/models/x")]
    [InlineData("mlflow-artifacts:///1/x", null, "1/x")]
    [InlineData("mlflow-artifacts://host:5000/1/x", "host:5000", "1/x")]
    [InlineData("mlflow-artifacts://[::1]:5000/1/x", "[::1]:5000", "1/x")]
    public void Artifacts_may_be_of_a_server_of_their_own(string text, string? authority, string path)
    {
        MlflowUri uri = MlflowUri.Parse(text);

        Assert.Equal((MlflowUriKind.ProxiedArtifacts, authority, path), (uri.Kind, uri.Authority, uri.Path));
    }

    [Theory]
    [InlineData("model", "model")]
    [InlineData("./models/iris", "./models/iris")]
    [InlineData("/srv/models/iris", "/srv/models/iris")]
    [InlineData(@"C:\models\iris", @"C:\models\iris")]
    [InlineData("a/b:c", "a/b:c")]
    [InlineData("file:/srv/models", "/srv/models")]
    [InlineData("file:///srv/my%20models", "/srv/my models")]
    [InlineData("file://localhost/srv/models", "/srv/models")]
    public void Paths_are_folders_of_this_machine(string text, string path)
    {
        MlflowUri uri = MlflowUri.Parse(text);

        Assert.Equal((MlflowUriKind.LocalFolder, path), (uri.Kind, uri.Path));
    }

    [Theory]
    [InlineData("s3://bucket/model", MlflowUriKind.OtherStore, "s3")]
    [InlineData("dbfs:/model", MlflowUriKind.OtherStore, "dbfs")]
    [InlineData("https://host/model", MlflowUriKind.Http, "https")]
    public void Other_stores_are_known_by_their_scheme(string text, MlflowUriKind kind, string scheme)
    {
        MlflowUri uri = MlflowUri.Parse(text);

        Assert.Equal((kind, scheme), (uri.Kind, uri.Scheme));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("models:/", "it names no model")]
    [InlineData("models:resnet/1", "a '/' follows the colon")]
    [InlineData("models://host/resnet/1", "it names a server after '//'")]
    [InlineData("models:/resnet", "it names a model, and neither a version nor an alias")]
    [InlineData("models:/resnet/champion", "an alias is written resnet@champion")]
    [InlineData("models:/resnet@", "'' is not an alias")]
    [InlineData("models:/resnet@a b", "'a b' is not an alias")]
    [InlineData("models:/@champion", "it names no model before '@'")]
    [InlineData("runs:/", "'' is not the identifier of a run")]
    [InlineData("runs:/abc", "it names a run, and no path in it")]
    [InlineData("runs:/..%2f/model", "is not the identifier of a run")]
    [InlineData("mlflow-artifacts:/", "it names no path")]
    [InlineData("mlflow-artifacts://user@host/x", "what follows '//' is not a server")]
    [InlineData("file://host/share", "it names the machine 'host'")]
    [InlineData("file:", "it names no path")]
    [InlineData("file:///a?b", "'?' and '#' have a meaning in it")]
    [InlineData(Id, $"did you mean models:/{Id}?")]
    [InlineData("a\0b", "it has a NUL character")]
    public void What_is_no_address_is_refused_with_what_is_expected(string text, string reason)
    {
        MlflowException error = Assert.Throws<MlflowException>(() => MlflowUri.Parse(text));

        Assert.Equal("INVALID_PARAMETER_VALUE", error.ErrorCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("Expected: ", error.Message, StringComparison.Ordinal);
        Assert.False(MlflowUri.TryParse(text, out _));
    }

    [Theory]
    [InlineData("models:/resnet/3/../../x")]
    [InlineData("models:/resnet@champion/..")]
    [InlineData("runs:/abc/%2e%2e/x")]
    [InlineData("runs:/abc/%252e%252e/x")]
    [InlineData(@"runs:/abc/a\b")]
    [InlineData("runs:/abc/a#b")]
    [InlineData("runs:/abc/a%00b")]
    [InlineData("runs:/abc/C:/x")]
    [InlineData("mlflow-artifacts:/../x")]
    public void A_path_that_leaves_its_folder_is_refused(string text)
    {
        MlflowException error = Assert.Throws<MlflowException>(() => MlflowUri.Parse(text));

        Assert.Equal("INVALID_PARAMETER_VALUE", error.ErrorCode);
        Assert.Contains("is refused: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_an_address_is_not_shown()
    {
        Assert.Equal("https://host/model", MlflowUri.Parse("https://user:secret@host/model").ToString());
    }
}
