// A small bot of discord.js, to try the local Discord with: TOKEN and API are in the environment.
const {
  ActionRowBuilder,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  Client,
  FileUploadBuilder,
  GatewayIntentBits,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  RoleSelectMenuBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} = require("discord.js");

const { Guilds, GuildMembers, GuildMessages, MessageContent } = GatewayIntentBits;
const client = new Client({
  intents: [Guilds, GuildMembers, GuildMessages, MessageContent],
  rest: { api: process.env.API.replace(/\/v10$/, "") },
});

const show = new SlashCommandBuilder()
  .setName("show")
  .setDescription("Show a file")
  .addStringOption((option) => option.setName("words").setDescription("Its title").setRequired(true))
  .addAttachmentOption((option) => option.setName("file").setDescription("The file").setRequired(true));
const wave = { name: "Wave", type: ApplicationCommandType.User };

const row = (component) => new ActionRowBuilder().addComponents(component);
const rows = [
  row(new ButtonBuilder().setCustomId("rename").setLabel("Rename").setStyle(ButtonStyle.Primary)),
  row(
    new StringSelectMenuBuilder()
      .setCustomId("size")
      .addOptions({ label: "1K", value: "1K" }, { label: "2K", value: "2K" }),
  ),
  row(new RoleSelectMenuBuilder().setCustomId("role")),
];
const form = new ModalBuilder()
  .setCustomId("form")
  .setTitle("Rename")
  .addLabelComponents(
    new LabelBuilder()
      .setLabel("Words")
      .setTextInputComponent(new TextInputBuilder().setCustomId("words").setStyle(TextInputStyle.Short)),
    new LabelBuilder()
      .setLabel("Files")
      .setFileUploadComponent(new FileUploadBuilder().setCustomId("files").setRequired(false)),
  );

const bytesOf = async ({ url }) => Buffer.from(await (await fetch(url)).arrayBuffer());

const ACTIONS = {
  async show(interaction) {
    await interaction.deferReply();
    const file = interaction.options.getAttachment("file");
    const attachment = await bytesOf(file);
    const content = `${interaction.options.getString("words")}: ${file.name}, ${attachment.length} bytes`;
    await interaction.editReply({ content, files: [{ attachment, name: file.name }], components: rows });
  },
  Wave: (interaction) => interaction.reply(`Waves at ${interaction.targetMember.displayName}.`),
  rename: (interaction) => interaction.showModal(form),
  size: (interaction) => interaction.update(`In ${interaction.values[0]}.`),
  role: (interaction) =>
    interaction.reply({ content: `For ${interaction.roles.first().name}.`, flags: MessageFlags.Ephemeral }),
  async form(interaction) {
    const words = interaction.fields.getTextInputValue("words");
    const [file] = interaction.fields.getUploadedFiles("files")?.values() ?? [];
    const told = file ? `${file.name}, ${(await bytesOf(file)).length} bytes` : "no file";
    await interaction.reply({ content: `${words}: ${told}`, flags: MessageFlags.Ephemeral });
  },
};

client.on("interactionCreate", (interaction) => ACTIONS[interaction.commandName ?? interaction.customId](interaction));
client.on("messageCreate", async (message) => {
  if (message.content !== "who is here?") return;
  const members = await message.guild.members.fetch();
  await message.react("👀");
  await message.reply(members.map((member) => member.displayName).join(", "));
});
client.once("clientReady", async () => {
  await client.application.commands.create(show);
  await client.application.commands.create(wave);
});
client.login(process.env.TOKEN);
